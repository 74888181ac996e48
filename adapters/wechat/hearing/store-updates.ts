import type { Intake, IntakeUpdate } from '../../../src/chat/chat-adapter.ts';
import { AppError, errorCode } from '../../../src/lib/errors.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import type { WechatPayload } from '../payload-schema.ts';

export interface StoreDeps {
  intake: Intake;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** Puts updates into the inbox; resolves when they are there, cannot ever be, or the signal came. */
export type Store = (updates: readonly IntakeUpdate[], signal: AbortSignal) => Promise<void>;

const longestWaitMs = 5_000;

export function createStore({ intake, sleep, log }: StoreDeps): Store {
  async function store(updates: readonly IntakeUpdate[], signal: AbortSignal): Promise<void> {
    for (let attempt = 0; updates.length > 0 && !signal.aborted; attempt += 1) {
      try {
        await intake.accept(updates);
        return;
      } catch (error) {
        if (!isPassing(error)) return await storeEach(updates, signal);
        if (attempt === 0) log.warn({ code: errorCode(error) }, 'messages of WeChat wait: they cannot be stored yet');
        await sleep(Math.min(longestWaitMs, 200 * 2 ** Math.min(attempt, 10)), signal);
      }
    }
  }

  /** One of them can never be stored: it is kept without its raw data, and if that does not help left out. */
  async function storeEach(updates: readonly IntakeUpdate[], signal: AbortSignal): Promise<void> {
    if (updates.length > 1) {
      for (const update of updates) await store([update], signal);
      return;
    }
    const [update] = updates;
    if (!update) return;
    try {
      await intake.accept([withoutRaw(update)]);
    } catch (error) {
      if (isPassing(error)) return await store([withoutRaw(update)], signal);
      log.error({ code: errorCode(error) }, 'a message of WeChat cannot be stored and is left out');
    }
  }

  return store;
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
