import type { ReplyTaker } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { adopt } from './adopt-submission.ts';
import { submissionBehind } from './find-target.ts';
import { readAdopter, readReply } from './read-reply.ts';
import { mayChange, recorders } from './submission.policy.ts';
import { submissionById } from './submission.store.ts';
import { supplementSubmission } from './supplement-submission.ts';
import { texts } from './texts.ts';
import { proposeWithdrawal } from './recall-submission.ts';
import { takeFiles } from './take-files.ts';
import { withdrawSubmission } from './withdraw-submission.ts';

const mayRecord = ({ person }: MemberContext) => recorders.some((role) => role === person.role);

/**
 * A message that quotes the receipt or the submission itself: the author adds words or files or takes it back, the
 * secretary notes who adopted it. What others say about it is talk, unless it says that it adds something.
 */
async function take(context: MemberContext, id: number, text: string): Promise<boolean> {
  const submission = await submissionById(context.tx, context.unit.id, id);
  const reply = readReply(text);
  if (!submission || reply.kind === 'elsewhere') return false;
  const adopter = mayRecord(context) ? readAdopter(text) : null;
  const own = mayChange(context.person, submission);
  const brings = context.message.files.length > 0;
  if (adopter !== null) await adopt(context, { number: submission.number, adopter });
  else if (reply.kind === 'takes_back' && own) await withdrawSubmission(context, submission);
  else if (reply.kind === 'adds' && (own || reply.marked)) await supplementSubmission(context, submission, reply.text);
  else if (own && brings) await supplementSubmission(context, submission, text);
  // Thanks of the author are no part of the matter, and need no words.
  else if (own && context.door.reactions && text !== '') {
    await context.reply({ text: texts(context.locale)('thanked'), reaction: '🙏' }, { subject: `submission:${id}` });
  } else return own;
  return true;
}

export const replyTaker: ReplyTaker = {
  type: 'submission',
  take,
  takeFiles,
  recalled: proposeWithdrawal,
  find: async (context, messageId) => (await submissionBehind(context, messageId))?.id ?? null,
};
