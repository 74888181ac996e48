import type { ReplyTaker } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { foldText } from '../../lib/text.ts';
import { adopt } from './adopt-submission.ts';
import { submissionBehind } from './find-target.ts';
import { findLabel } from './label.ts';
import { recogniseAdoption } from './read-adoption.ts';
import { readSubmission } from './read-submission.ts';
import { mayChange, recorders } from './submission.policy.ts';
import { submissionById, type Submission } from './submission.store.ts';
import { supplementSubmission } from './supplement-submission.ts';
import { withdrawSubmission } from './withdraw-submission.ts';

const takesBack = /^(?:撤回|撤销|撤了|写错了?|发错了?|作废|删除|删掉|不要了)(?:这条|吧|了)?[。！!]?$/u;
const courtesy =
  /^(?:谢谢.{0,4}|多谢|感谢|好的?|好滴|收到|辛苦了?|ok|嗯+|明白|知道了|[\p{P}\p{S}\p{Extended_Pictographic}\s]*)[。！!～~]*$/u;
const adds = /^补充(?:一下|一点|内容)?[\s:：，,]*/u;
const adopted = /^(?:被|已被)?\s*(?:采[用纳]了?)?\s*[:：]?\s*(.{2,30}?)\s*(?:采[用纳]了?)?[。！!]?$/u;

/** Who adopted it, said in a reply: «采用 市政协», «市政协采用了»; null when the reply is about something else. */
function adopterIn(text: string): string | null {
  if (!/采[用纳]/u.test(text)) return null;
  return adopted.exec(text.normalize('NFKC').trim())?.[1] ?? null;
}

const mayRecord = ({ person }: MemberContext) => recorders.some((role) => role === person.role);

async function takeAuthors(context: MemberContext, submission: Submission, text: string): Promise<boolean> {
  const folded = foldText(text);
  if (takesBack.test(folded)) await withdrawSubmission(context, submission);
  // Thanks are no part of the matter. They need no answer either.
  else if (context.message.files.length > 0 || !courtesy.test(folded)) {
    await supplementSubmission(context, submission, text.replace(adds, ''));
  }
  return true;
}

/**
 * A message that quotes the receipt or the submission itself: the author adds words or files or takes it back, the
 * secretary notes who adopted it. A new submission or another label in it goes its own way.
 */
async function take(context: MemberContext, id: number, text: string): Promise<boolean> {
  const submission = await submissionById(context.tx, context.unit.id, id);
  if (!submission || readSubmission(text) || recogniseAdoption(text)) return false;
  if (/^(?:查看|撤回|补充|采用)/u.test(text) && findLabel(text)) return false;
  const adopter = mayRecord(context) ? adopterIn(text) : null;
  if (adopter !== null) {
    await adopt(context, { number: submission.number, adopter });
    return true;
  }
  if (mayChange(context.person, submission)) return takeAuthors(context, submission, text);
  if (!adds.test(text)) return false;
  await supplementSubmission(context, submission, text);
  return true;
}

export const replyTaker: ReplyTaker = {
  type: 'submission',
  take,
  find: async (context, messageId) => (await submissionBehind(context, messageId))?.id ?? null,
};
