import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Tx } from '../../lib/tx.ts';
import type { JobContract, JobPayload } from '../../queue/define-job.ts';
import type { ChatAdapter } from '../chat-adapter.ts';
import type { Directory } from '../directory.ts';
import type { Locale } from '../locale.ts';
import type { Registry } from '../registry.ts';

/** Runs `work` in one database transaction; throwing rolls it back. */
export type Transact = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** A job to put in the queue once the transaction has committed. */
export interface Wakeup {
  contract: JobContract;
  payload: JobPayload;
  id: string | undefined;
}

export interface HandleDeps {
  transact: Transact;
  adapters: ReadonlyMap<string, ChatAdapter>;
  registry: Registry;
  directory: Directory;
  clock: Clock;
  zone: string;
  locale: Locale;
  log: Logger;
  /** Called after a commit, with the jobs that the handler asked for. */
  committed(wakeups: readonly Wakeup[]): void;
}
