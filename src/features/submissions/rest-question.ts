import { z } from 'zod';
import { defineQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { readAskedText } from './read-asked-text.ts';
import { submissionById } from './submission.store.ts';
import { supplementSubmission } from './supplement-submission.ts';

const kind = 'submissions.rest';
const payload = z.object({ submissionId: z.number() });

/** Telegram's app sends the pieces of a long text one right after the other; on WeChat people paste them one by one. */
const minutes = 3;

/** After a message as long as the platform allows, the author's next one is taken for the rest of it. */
export async function expectRest(context: MemberContext, submissionId: number): Promise<void> {
  if (!context.message.isFull) return;
  await context.ask({ kind, subject: `rest:${submissionId}`, payload: { submissionId }, onlyMe: true, minutes });
}

/** The rest of a text that its author's app has cut in two. */
export const restQuestion = defineQuestion({
  kind,
  read(text, question) {
    const asked = payload.safeParse(question.payload);
    const read = readAskedText(text);
    return asked.success && read !== null && read !== 'dropped' ? asked.data : null;
  },
  async handle(context, question, { submissionId }) {
    await context.closeQuestions(question.subject);
    const submission = await submissionById(context.tx, context.unit.id, submissionId);
    if (!submission) return;
    await supplementSubmission(context, submission, context.message.text);
    await expectRest(context, submissionId);
  },
});
