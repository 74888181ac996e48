import type { Intake, IntakeUpdate } from '../../src/chat/chat-adapter.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { WechatPayload } from './payload-schema.ts';

export interface TakeInDeps {
  intake: Intake;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Logger;
}

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
const longestWaitMs = 5_000;

interface Waiting {
  update: Promise<IntakeUpdate | null>;
  isMade: boolean;
}

export function createTakeIn({ intake, sleep, log }: TakeInDeps): TakeIn {
  const waiting: Waiting[] = [];
  const stopping = new AbortController();
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
      await store(updates.filter((update) => update !== null));
      waiting.splice(0, group.length);
    }
    running = null;
  }

  async function store(updates: readonly IntakeUpdate[]): Promise<void> {
    for (let attempt = 0; updates.length > 0 && !stopping.signal.aborted; attempt += 1) {
      try {
        await intake.accept(updates);
        return;
      } catch (error) {
        if (!isPassing(error)) return await storeEach(updates);
        if (attempt === 0) log.warn({ code: errorCode(error) }, 'messages of WeChat wait: they cannot be stored yet');
        await sleep(Math.min(longestWaitMs, 200 * 2 ** Math.min(attempt, 10)), stopping.signal);
      }
    }
  }

  /** One of them can never be stored: it is kept without its raw data, and if that does not help left out. */
  async function storeEach(updates: readonly IntakeUpdate[]): Promise<void> {
    if (updates.length > 1) {
      for (const update of updates) await store([update]);
      return;
    }
    const [update] = updates;
    if (!update) return;
    try {
      await intake.accept([withoutRaw(update)]);
    } catch (error) {
      if (isPassing(error)) return await store([withoutRaw(update)]);
      log.error({ code: errorCode(error) }, 'a message of WeChat cannot be stored and is left out');
    }
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

const isPassing = (error: unknown) => error instanceof AppError && error.transient;

function withoutRaw(update: IntakeUpdate): IntakeUpdate {
  const payload: unknown = update.payload;
  if (!isRecord(payload) || payload.message === undefined) return update;
  const { raw: _raw, ...message } = payload.message;
  return { ...update, payload: { ...payload, message } };
}

const isRecord = (payload: unknown): payload is WechatPayload =>
  typeof payload === 'object' && payload !== null && 'receivedAt' in payload && 'kind' in payload;
