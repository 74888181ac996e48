import type { Messenger } from '../../chat/handling-context.ts';
import { closeQuestions } from '../../chat/question.store.ts';
import type { Tx } from '../../lib/tx.ts';
import { presentClosedPoll, presentEnd, type Reader } from './poll.present.ts';
import { askedConversations, markClosed, type StoredPoll } from './poll.store.ts';
import { subjectOf } from './poll-subject.ts';
import { readBallots } from './vote.store.ts';

/** What closing needs, be it said by a person or due by the clock. */
export interface ClosingDeps extends Reader {
  messenger: Messenger;
  now: Date;
}

/**
 * Ends a poll: no more votes, its buttons and native polls end, and each group that was asked gets the counts.
 * @returns false when somebody did so before
 */
export async function closePoll(tx: Tx, poll: StoredPoll, deps: ClosingDeps): Promise<boolean> {
  const { messenger, now } = deps;
  if (!(await markClosed(tx, poll.id, now))) return false;
  const closed: StoredPoll = { ...poll, state: 'closed', closedAt: now };
  const subject = subjectOf(poll.id);
  await closeQuestions(tx, subject, now);
  for (const row of poll.askedOutboxIds) await messenger.edit(tx, row, presentClosedPoll(closed, deps));
  const end = presentEnd(closed, await readBallots(tx, poll.id), deps);
  for (const conversation of await askedConversations(tx, poll)) {
    await messenger.send(tx, conversation, end, { naturalKey: `poll:${poll.id}:closed:${conversation}`, subject });
  }
  return true;
}
