import type { z } from 'zod';
import { defineQuestion, type RecallProposal } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { labelOf } from './label.ts';
import { readRecallAnswer } from './read-recall-answer.ts';
import { recallKind, recallPayload, recallSubject } from './recalled-submission.ts';
import { mayChange } from './submission.policy.ts';
import { submissionById, submissionByInbox, supplementedByInbox } from './submission.store.ts';
import { texts } from './texts.ts';
import { withdrawSubmission } from './withdraw-submission.ts';

/** Longer than a night: the line may be read in the morning. */
const minutes = 24 * 60;
/** A message was taken back from which a submission came, or an addition to one: asks whether that is to go as well. */
export async function proposeWithdrawal(context: MemberContext, inboxId: bigint): Promise<RecallProposal | null> {
  const { tx, unit, person, locale } = context;
  const t = texts(locale);
  const received = await submissionByInbox(tx, unit.id, inboxId);
  const submission = received ?? (await supplementedByInbox(tx, unit.id, inboxId));
  if (submission?.state !== 'received' || !mayChange(person, submission)) return null;
  const label = labelOf(submission.number);
  if (!received) return { text: t('recalled_supplement', { label }), subject: `submission:${submission.id}` };
  const payload = { submissionId: submission.id } satisfies z.input<typeof recallPayload>;
  const question = { kind: recallKind, payload, minutes, subject: recallSubject(submission.id) };
  return { text: t('recalled_ask', { label }), subject: `submission:${submission.id}`, question };
}

/** The answer; the plain word 撤回 is a command, which looks for this question itself. */
export const recallQuestion = defineQuestion({
  kind: recallKind,
  read: readRecallAnswer,
  async handle(context, question, answer) {
    await context.closeQuestions(question.subject);
    const { submissionId } = recallPayload.parse(question.payload);
    const submission = await submissionById(context.tx, context.unit.id, submissionId);
    if (!submission) return;
    if (answer === 'withdraw') return withdrawSubmission(context, submission);
    const label = labelOf(submission.number);
    await context.reply(texts(context.locale)('recalled_kept', { label }), { subject: `submission:${submissionId}` });
  },
});
