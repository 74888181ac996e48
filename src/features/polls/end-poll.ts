import { z } from 'zod';
import { defineQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { closePoll } from './close-poll.ts';
import { mayClose } from './poll.policy.ts';
import { findPoll, openPolls, type StoredPoll } from './poll.store.ts';
import { subjectOf } from './poll-subject.ts';
import { readWhich } from './read-which.ts';
import { quotedPoll } from './show-polls.ts';
import { texts } from './texts.ts';

const whichMinutes = 10;

/** The polls as they were listed. */
const listed = z.object({ ids: z.array(z.int()) });

/** 「结束投票」: the quoted one, or the only one; of several one is chosen. */
export async function endPoll(context: MemberContext): Promise<void> {
  const t = texts(context.locale);
  const quoted = await quotedPoll(context);
  const open = quoted ? [quoted] : await openPolls(context.tx, context.unit.id);
  const [first, ...others] = open;
  if (!first) return void (await context.reply(t('none_open')));
  const mine = open.filter((poll) => mayClose(context.person, poll));
  const [only = first] = mine;
  if (others.length === 0 || mine.length === 1) return end(context, only);
  if (mine.length === 0) return void (await context.reply(t('not_yours')));
  await context.ask({
    kind: 'polls.which',
    subject: `member:${context.person.id}`,
    payload: { ids: mine.map(({ id }) => id) } satisfies z.input<typeof listed>,
    onlyMe: true,
    minutes: whichMinutes,
  });
  const lines = mine.map(({ question }, index) => t('which_line', { number: index + 1, question }));
  await context.reply([t('which'), ...lines].join('\n'));
}

async function end(context: MemberContext, poll: StoredPoll): Promise<void> {
  const t = texts(context.locale);
  if (!mayClose(context.person, poll)) return void (await context.reply(t('not_yours')));
  if (!(await closePoll(context.tx, poll, context))) return void (await context.reply(t('ended_before')));
  await context.audit('poll.closed', subjectOf(poll.id));
  await context.reply(t('ended'), { subject: subjectOf(poll.id) });
}

/** The number of one that was listed. */
export const whichQuestion = defineQuestion({
  kind: 'polls.which',
  read(text, { payload }) {
    const asked = listed.safeParse(payload);
    const number = readWhich(text);
    const id = asked.success && number !== null ? asked.data.ids[number - 1] : undefined;
    return id === undefined ? null : { id };
  },
  async handle(context, { subject }, { id }) {
    await context.closeQuestions(subject);
    const poll = await findPoll(context.tx, context.unit.id, id);
    if (poll) await end(context, poll);
  },
});
