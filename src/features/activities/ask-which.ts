import { z } from 'zod';
import type { MemberContext } from '../../chat/handling-context.ts';
import { presentChoice } from './activity.present.ts';
import type { StoredActivity } from './activity.store.ts';
import type { Answer } from './read-answer.ts';
import { texts } from './texts.ts';

/** Kind of the question which of several activities an answer is for. */
export const whichKind = 'activities.which';
const whichMinutes = 10;

/** The list as it was shown, and the answer that waits. */
export const whichPayload = z.object({
  ids: z.array(z.number()),
  answer: z.union([
    z.object({ state: z.literal('joined'), guests: z.number(), note: z.string() }),
    z.object({ state: z.literal('on_leave'), guests: z.literal(0), note: z.string() }),
    z.object({
      state: z.enum(['tentative', 'none', 'acknowledged']),
      guests: z.literal(0),
      note: z.literal(''),
    }),
  ]),
});

/** Asks this one person which activity is meant. */
export async function askWhich(
  context: MemberContext,
  activities: readonly StoredActivity[],
  answer: Answer,
): Promise<void> {
  const t = texts(context.locale);
  const ids = activities.map(({ id }) => id);
  await context.ask({
    kind: whichKind,
    subject: `member:${context.person.id}`,
    payload: { ids, answer } satisfies z.input<typeof whichPayload>,
    onlyMe: true,
    minutes: whichMinutes,
  });
  await context.reply(presentChoice(t('which_ask', { name: context.person.name }), activities, context));
}
