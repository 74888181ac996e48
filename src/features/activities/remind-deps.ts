import type { Directory } from '../../chat/directory.ts';
import type { Locale } from '../../chat/locale.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Tx } from '../../lib/tx.ts';

/** What a sweep over the due reminders needs. */
export interface RemindDeps {
  /** Runs work in a transaction of its own. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** By the database's clock, which everything that is due or leased goes by. */
  now: Date;
  /** IANA zone of the units. */
  zone: string;
  locale: Locale;
  directory: Pick<Directory, 'peopleWithRole' | 'privateConversation'>;
  log: Pick<Logger, 'warn'>;
}
