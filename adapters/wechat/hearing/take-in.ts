import type { IntakeUpdate } from '../../../src/chat/chat-adapter.ts';
import { errorCode } from '../../../src/lib/errors.ts';
import { createStore, type StoreDeps } from './store-updates.ts';

/**
 * Puts what comes from WeChat into the inbox, in its order. WeChat says everything once and waits for no
 * acknowledgement: what cannot be stored yet waits here, in memory, and is tried again until it is.
 */
export interface TakeIn {
  /** Begins the look-ups of an update at once; it enters the inbox after all that were added before. */
  add(make: () => Promise<IntakeUpdate | null>): void;
  /** Messages that found no place any more since the start, because the database was away for too long. */
  readonly lost: number;
  /** Gives what waits up to `graceMs`, then gives up what is left. */
  stop(graceMs: number): Promise<void>;
}

/** As much as waits at most: with records of 64 KB at worst 128 MB. What comes then is counted, logged and not kept. */
const mostWaiting = 2_000;
/** Updates that share a commit. */
const mostTogether = 64;

interface Waiting {
  update: Promise<IntakeUpdate | null>;
  isMade: boolean;
}

export function createTakeIn({ intake, sleep, log }: StoreDeps): TakeIn {
  const waiting: Waiting[] = [];
  const stopping = new AbortController();
  const store = createStore({ intake, sleep, log });
  let running: Promise<void> | null = null;
  let lost = 0;

  /** The first one, waited for, and those after it that are made already. */
  async function nextGroup(): Promise<Waiting[]> {
    await waiting[0]?.update;
    const end = waiting.findIndex(({ isMade }) => !isMade);
    return waiting.slice(0, Math.min(end === -1 ? waiting.length : end, mostTogether));
  }

  async function run(): Promise<void> {
    while (waiting.length > 0 && !stopping.signal.aborted) {
      const group = await nextGroup();
      const updates = await Promise.all(group.map(({ update }) => update));
      await store(
        updates.filter((update) => update !== null),
        stopping.signal,
      );
      waiting.splice(0, group.length);
    }
    running = null;
  }

  return {
    add(make) {
      if (stopping.signal.aborted) return;
      if (waiting.length >= mostWaiting) {
        lost += 1;
        if (lost === 1) log.error({}, 'the database is away for too long: messages of WeChat are lost from now on');
        return;
      }
      const entry: Waiting = { update: Promise.resolve(null), isMade: false };
      entry.update = make()
        .catch((error: unknown) => {
          log.error({ code: errorCode(error) }, 'a message of WeChat could not be read');
          return null;
        })
        .finally(() => {
          entry.isMade = true;
        });
      waiting.push(entry);
      running ??= run();
    },
    get lost() {
      return lost;
    },
    async stop(graceMs) {
      const late = setTimeout(() => stopping.abort(), graceMs);
      const ended = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
      await Promise.race([running ?? undefined, ended]);
      clearTimeout(late);
      stopping.abort();
      if (waiting.length > 0) log.error({ messages: waiting.length }, 'stopped before messages of WeChat were stored');
    },
  };
}
