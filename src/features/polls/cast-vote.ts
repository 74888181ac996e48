import type { MemberContext } from '../../chat/handling-context.ts';
import type { StoredPoll } from './poll.store.ts';
import { subjectOf } from './poll-subject.ts';
import { inOrder } from './read-choice.ts';
import { texts } from './texts.ts';
import { addVote, currentVote, lockOpenPoll } from './vote.store.ts';

/**
 * Notes what the member chooses now; over whatever account and door it comes, it counts in the place of what they chose
 * before. Choosing the same again changes nothing.
 * @param choose what they choose, given what they chose before
 * @returns the options that count now; null when the poll is closed
 */
export async function castVote(
  { tx, person, inboxId, message }: MemberContext,
  poll: StoredPoll,
  choose: (before: readonly number[]) => readonly number[],
): Promise<readonly number[] | null> {
  if (!(await lockOpenPoll(tx, poll.id))) return null;
  const before = await currentVote(tx, poll.id, person.id);
  const options = inOrder(choose(before).filter((index) => index >= 0 && index < poll.options.length));
  if (options.join() !== before.join()) {
    await addVote(tx, { pollId: poll.id, memberId: person.id, options, inboxId, at: message.at });
  }
  return options;
}

/** 「周五下午」「都可以」 */
export const quoteOptions = (poll: StoredPoll, options: readonly number[]): string =>
  options.map((index) => `「${poll.options[index] ?? ''}」`).join('');

/** Answers in words what counts now. */
export async function sayVote(
  context: MemberContext,
  poll: StoredPoll,
  options: readonly number[] | null,
): Promise<void> {
  const t = texts(context.locale);
  const { name, id: memberId } = context.person;
  const subject = subjectOf(poll.id);
  if (options === null) return void (await context.reply(t('vote_closed', { question: poll.question }), { subject }));
  if (options.length === 0) return void (await context.reply(t('vote_back', { name }), { subject }));
  const chosen = quoteOptions(poll, options);
  const merge = { line: t('vote_line', { name, chosen }), memberId };
  await context.reply(t('vote_kept', { name, chosen }), { subject, merge });
}
