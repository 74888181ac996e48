import { z } from 'zod';
import { defineQuestion, type RecallProposal } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { subjectOf } from './activity-subject.ts';
import { findActivity } from './activity.store.ts';
import { answerActivity } from './answer-roll.ts';
import { readAnswer } from './read-answer.ts';
import { answersBehind, reflectionBehind } from './recalled.store.ts';
import { sayClosed } from './say-closed.ts';
import { texts } from './texts.ts';

/** Kind of the question whether an answer is to go like the message that gave it. */
const recalledKind = 'activities.recalled';
const payloadSchema = z.object({ ids: z.array(z.number()) });
/** Longer than a night: the line may be read in the morning. */
const minutes = 24 * 60;

const lines = { joined: 'recalled_joined', on_leave: 'recalled_on_leave', tentative: 'recalled_tentative' } as const;
const hasLine = (state: string): state is keyof typeof lines => Object.hasOwn(lines, state);

/** A message was taken back that answered an activity, or was a 心得: what it did stays, and its author is told how to change that. */
export async function proposeCancelling(context: MemberContext, inboxId: bigint): Promise<RecallProposal | null> {
  const { tx, unit, person, now, locale } = context;
  const t = texts(locale);
  const answers = await answersBehind(tx, { unitId: unit.id, memberId: person.id, inboxId, now });
  const [first] = answers.filter(({ state }) => hasLine(state));
  if (first && hasLine(first.state)) {
    const title = answers.map((answer) => answer.title).join('、');
    const payload = { ids: answers.map(({ activityId }) => activityId) } satisfies z.input<typeof payloadSchema>;
    const subject = subjectOf(first.activityId);
    const question = { kind: recalledKind, subject: `recalled:${inboxId}`, payload, minutes };
    return { text: t(lines[first.state], { title }), subject, question };
  }
  const reflection = await reflectionBehind(tx, { memberId: person.id, inboxId });
  return reflection && { text: t('recalled_reflection'), subject: subjectOf(reflection.activityId) };
}

/** 取消: the answer goes as well. */
export const recalledAnswer = defineQuestion({
  kind: recalledKind,
  read: (text) => (readAnswer(text)?.state === 'none' ? 'cancel' : null),
  async handle(context, question) {
    await context.closeQuestions(question.subject);
    for (const id of payloadSchema.parse(question.payload).ids) {
      const activity = await findActivity(context.tx, context.unit.id, id);
      if (activity?.state === 'open' && activity.endsAt > context.now)
        await answerActivity(context, activity, { state: 'none', guests: 0, note: '' }, true);
      else if (activity) await sayClosed(context, activity);
    }
  },
});
