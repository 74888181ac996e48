import { foldText } from '../../lib/text.ts';
import { readNumber } from '../../lib/chinese-number.ts';

const yes = /^(?:确认|确认发布|确定|可以|好|好的|发布|发吧|发|行|没问题|没错|对|对的|是|是的|ok)[。.!！,，了啦]*$/u;
const no = /^(?:取消|不对|算了|不办了|不发了|不发|先不发|放弃|撤销|不用了|不是|不取消|不要)[。.!！,，了啦]*$/u;
const change = /^(?:时间|日期|地点|地址|地方)?(?:改到|改成|改为|改在|换到|换成)/u;
const all = /^(?:都|全部|全都|都是|都参加|两个都|都去|都请假)[了。.!！]*$/u;

/** 确认 or 算了; null = neither. */
export function readYesNo(text: string): 'yes' | 'no' | null {
  const said = foldText(text);
  return yes.test(said) ? 'yes' : no.test(said) ? 'no' : null;
}

/** 「改到四点」: one piece of a preview is to be another. */
export const isChange = (text: string): boolean => text.length <= 60 && change.test(foldText(text));

/** Every activity of a list. */
export const meansAll = (text: string): boolean => all.test(foldText(text));

/** A number of a list that was shown; one that is not on it is no answer. */
export function readChoice(text: string, length: number): number | null {
  const said = foldText(text)
    .replace(/^第|[个条。.]$/gu, '')
    .trim();
  const number = readNumber(said);
  return number !== null && number >= 1 && number <= length ? number : null;
}
