import { foldText } from '../../lib/text.ts';

const numerals = '一二三四五六七八九十';

/** Reads an answer to a numbered list: 2, 第2条, 第二个, 选2. null = anything else. */
export function readChoice(text: string): number | null {
  const match = /^(?:选|第|选第)?\s*(\d{1,3}|[一二三四五六七八九十])\s*[个条位级号项、.。]?$/u.exec(
    text.normalize('NFKC').trim(),
  );
  if (!match?.[1]) return null;
  const place = numerals.indexOf(match[1]);
  return place >= 0 ? place + 1 : Number(match[1]);
}

/** Words that call off what was asked. */
export function callsOff(text: string): boolean {
  return /^(?:算了|取消|不用了|不写了|不撤了|不了|不|没有了?|cancel)[。！!]?$/iu.test(text.trim());
}

/** Words that say yes to a preview. */
export function agrees(text: string): boolean {
  return /^(?:确认|确定|没错|没问题|对的?|是的?|好的?|可以|ok)[。.!！了]*$/u.test(foldText(text));
}
