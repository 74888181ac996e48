import { defineQuestion, type Question } from '../../chat/feature.ts';
import { cancelKind, cancelPayload, decideCancel } from './cancel-activity.ts';
import { changeActivity, confirmActivity, dropActivity, rollKind } from './confirm-activity.ts';
import { decideWhich } from './decide-which.ts';
import { whichKind, whichPayload } from './ask-which.ts';
import { answerRoll } from './answer-roll.ts';
import { confirmKind } from './preview.store.ts';
import { readAnswer } from './read-answer.ts';
import { recalledAnswer } from './recall-answer.ts';
import { pasteQuestions } from './paste/decide-paste.ts';
import { moreRowsQuestion } from './relay/more-rows.ts';
import { isChange, meansAll, readChoice, readYesNo } from './read-decision.ts';

const idOf = (subject: string) => Number(subject.slice(subject.indexOf(':') + 1));

const confirm = defineQuestion({
  kind: confirmKind,
  read(text) {
    const decision = readYesNo(text);
    if (decision) return { decision };
    return isChange(text) ? { change: text.trim() } : null;
  },
  handle(context, { subject }, answer) {
    const id = idOf(subject);
    if (answer.change !== undefined) return changeActivity(context, id, answer.change);
    return answer.decision === 'yes' ? confirmActivity(context, id) : dropActivity(context, id);
  },
});

const roll = defineQuestion({
  kind: rollKind,
  read: (text, question) =>
    readAnswer(text, { numbers: question.quoted || question.private, speaker: question.speaker }),
  handle: (context, { subject }, answer) => answerRoll(context, answer, idOf(subject)),
});

const which = defineQuestion({
  kind: whichKind,
  read(text, { payload }) {
    const asked = whichPayload.safeParse(payload);
    if (!asked.success) return null;
    const { ids, answer } = asked.data;
    if (meansAll(text)) return { ids, answer };
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

export const activityQuestions: readonly Question[] = [
  confirm,
  roll,
  which,
  cancel,
  recalledAnswer,
  moreRowsQuestion,
  ...pasteQuestions,
];
