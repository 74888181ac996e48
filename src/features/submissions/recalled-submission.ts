import { z } from 'zod';
import { withoutTopic } from '../../chat/conversation-id.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { openQuestions } from '../../chat/question.store.ts';
import { submissionById, type Submission } from './submission.store.ts';

/** Kind of the question whether a submission is to go like the message it came from. */
export const recallKind = 'submissions.recalled';
export const recallSubject = (submissionId: number) => `recall:${submissionId}`;
export const recallPayload = z.object({ submissionId: z.number() });

/** The submission that its author has just been asked about, here; null = none. */
export async function recalledSubmission(context: MemberContext): Promise<Submission | null> {
  const { tx, unit, person, message, now } = context;
  const open = await openQuestions(tx, [withoutTopic(message.conversation)], person.id, now);
  const asked = recallPayload.safeParse(open.find(({ kind }) => kind === recallKind)?.payload);
  return asked.success ? submissionById(tx, unit.id, asked.data.submissionId) : null;
}
