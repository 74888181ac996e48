import type { MemberContext } from '../../chat/handling-context.ts';
import { answerActivity } from './answer-roll.ts';
import { findActivity } from './activity.store.ts';
import { sayClosed } from './say-closed.ts';
import type { Answer } from './read-answer.ts';

/** Gives a waiting answer to the activities that were picked from the list. */
export async function decideWhich(
  context: MemberContext,
  question: string,
  ids: readonly number[],
  answer: Answer,
): Promise<void> {
  await context.closeQuestions(question);
  for (const id of ids) {
    const activity = await findActivity(context.tx, context.unit.id, id);
    if (!activity) continue;
    if (activity.state === 'open' && activity.endsAt > context.now) {
      await answerActivity(context, activity, answer, true);
    } else {
      await sayClosed(context, activity);
    }
  }
}
