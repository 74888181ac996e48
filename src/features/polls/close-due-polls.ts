import type { Locale } from '../../chat/locale.ts';
import type { Messenger } from '../../chat/handling-context.ts';
import { errorCode } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Tx } from '../../lib/tx.ts';
import { closePoll } from './close-poll.ts';
import { claimOverdue } from './poll.store.ts';

export interface CloseDueDeps {
  /** Runs work in a transaction of its own. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  messenger: Messenger;
  /** By the database's clock. */
  now: Date;
  zone: string;
  locale: Locale;
  log: Pick<Logger, 'warn'>;
}

/** Polls closed in one sweep; the next is 15 seconds later. */
const most = 100;

/** Closes polls whose time is up, a transaction each. Safe in several processes at once. @returns how many */
export async function closeDuePolls(deps: CloseDueDeps): Promise<number> {
  const { run, log } = deps;
  const failed: number[] = [];
  for (let closed = 0; closed < most;) {
    let claimed: number | null = null;
    try {
      const one = await run(async (tx) => {
        const poll = await claimOverdue(tx, deps.now, failed);
        claimed = poll?.id ?? null;
        return poll !== null && (await closePoll(tx, poll, deps));
      });
      if (claimed === null) return closed;
      if (one) closed += 1;
    } catch (error) {
      if (claimed === null) throw error;
      log.warn({ poll: claimed, code: errorCode(error) }, 'a poll could not be closed; tried again at the next tick');
      failed.push(claimed);
    }
  }
  return most;
}
