import { defineQuestion, type Question } from '../../chat/feature.ts';
import { foldText } from '../../lib/text.ts';
import { cancelKind, cancelPayload, decideCancel } from './cancel-activity.ts';
import { changeActivity, confirmActivity, dropActivity, rollKind } from './confirm-activity.ts';
import { decideWhich } from './decide-which.ts';
import { whichKind, whichPayload } from './ask-which.ts';
import { answerRoll } from './answer-roll.ts';
import { readNumber } from './chinese-number.ts';
import { confirmKind } from './plan-activity.ts';
import { readAnswer } from './read-answer.ts';

const yes = /^(?:确认|确认发布|确定|可以|好|好的|发布|发吧|发|行|没问题|没错|对|对的|是|是的|ok)[。.!！,，了啦]*$/u;
const no = /^(?:取消|不对|算了|不办了|不发了|不发|先不发|放弃|撤销|不用了|不是|不取消|不要)[。.!！,，了啦]*$/u;
const change = /^(?:时间|日期|地点|地址|地方)?(?:改到|改成|改为|改在|换到|换成)/u;

const readYesNo = (text: string) => {
  const said = foldText(text);
  return yes.test(said) ? ('yes' as const) : no.test(said) ? ('no' as const) : null;
};

const idOf = (subject: string) => Number(subject.slice(subject.indexOf(':') + 1));

const confirm = defineQuestion({
  kind: confirmKind,
  read(text) {
    const decision = readYesNo(text);
    if (decision) return { decision };
    return text.length <= 60 && change.test(foldText(text)) ? { change: text.trim() } : null;
  },
  handle(context, { subject }, answer) {
    const id = idOf(subject);
    if (answer.change !== undefined) return changeActivity(context, id, answer.change);
    return answer.decision === 'yes' ? confirmActivity(context, id) : dropActivity(context, id);
  },
});

const roll = defineQuestion({
  kind: rollKind,
  read: (text, { quoted }) => readAnswer(text, { numbers: quoted }),
  handle: (context, { subject }, answer) => answerRoll(context, answer, idOf(subject)),
});

/** A number of the list that was shown; out of it is no answer. */
function readChoice(text: string, length: number): number | null {
  const said = foldText(text)
    .replace(/^第|[个条。.]$/gu, '')
    .trim();
  const number = readNumber(said);
  return number !== null && number >= 1 && number <= length ? number : null;
}

const which = defineQuestion({
  kind: whichKind,
  read(text, { payload }) {
    const asked = whichPayload.safeParse(payload);
    if (!asked.success) return null;
    const { ids, answer } = asked.data;
    if (/^(?:都|全部|全都|都是|都参加|两个都|都去|都请假)[了。.!！]*$/u.test(foldText(text))) return { ids, answer };
    const number = readChoice(text, ids.length);
    return number === null ? null : { ids: ids.slice(number - 1, number), answer };
  },
  handle: (context, { subject }, { ids, answer }) => decideWhich(context, subject, ids, answer),
});

const cancel = defineQuestion({
  kind: cancelKind,
  read(text, { payload }) {
    const asked = cancelPayload.safeParse(payload);
    if (!asked.success) return null;
    const { ids } = asked.data;
    const decision = readYesNo(text);
    if (decision === 'no' || (decision === 'yes' && ids.length === 1)) return { ids, answer: decision };
    const number = ids.length === 1 ? null : readChoice(text, ids.length);
    return number === null ? null : { ids, answer: { number } };
  },
  handle: (context, _, { ids, answer }) => decideCancel(context, ids, answer),
});

export const activityQuestions: readonly Question[] = [confirm, roll, which, cancel];
