import { z } from 'zod';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { BotApi } from './bot-api.ts';
import { readDoorFailure } from './door-failure.ts';
import { allowedUpdates, envelopeSchema } from './update-schema.ts';

export interface PollDeps {
  api: BotApi;
  /** Commits a batch; throws when it could not. */
  takeIn(updates: readonly unknown[]): Promise<void>;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Told whenever reading goes well or stops going well. */
  report(ok: boolean, detail: string): void;
  log: Logger;
}

/** Seconds that Telegram holds a call open while there is nothing. */
const pollSeconds = 25;
const batchSize = 100;
const batchAnswer = z.array(z.unknown());

/**
 * Reads updates until the signal or until the token is refused. Asking with an offset tells Telegram to forget all
 * updates before it, so the offset moves only after their commit: what a crash interrupts comes again.
 */
export async function pollUpdates(deps: PollDeps, signal: AbortSignal): Promise<void> {
  let offset = 0;
  let failures = 0;
  while (!signal.aborted) {
    const batch = await ask(deps, offset, signal).catch((error: unknown) => ({ error }));
    if (signal.aborted) return;
    if ('error' in batch) {
      failures += 1;
      if (!(await pauseAfter(batch.error, failures, deps, signal))) return;
      continue;
    }
    failures = 0;
    deps.report(true, 'long polling');
    if (await commit(batch, deps, signal)) offset = nextOffset(batch, offset);
  }
}

function ask({ api }: PollDeps, offset: number, signal: AbortSignal): Promise<unknown[]> {
  const payload = { offset, limit: batchSize, timeout: pollSeconds, allowed_updates: [...allowedUpdates] };
  return api.call('getUpdates', payload, batchAnswer, { signal, limitMs: (pollSeconds + 15) * 1000 });
}

/** @returns false when no further try will help */
async function pauseAfter(error: unknown, attempt: number, deps: PollDeps, signal: AbortSignal): Promise<boolean> {
  const { detail, waitMs } = readDoorFailure(error, attempt);
  deps.report(false, detail);
  if (waitMs === null) return false;
  await deps.sleep(waitMs, signal);
  return true;
}

/** Tries until the batch is stored. @returns false when stopped before: then Telegram keeps it for the next start */
async function commit(batch: readonly unknown[], deps: PollDeps, signal: AbortSignal): Promise<boolean> {
  if (batch.length === 0) return false;
  for (let waitMs = 500; ; waitMs = Math.min(5_000, waitMs * 2)) {
    try {
      await deps.takeIn(batch);
      return true;
    } catch (error) {
      deps.log.warn({ code: errorCode(error), updates: batch.length }, 'updates of Telegram could not be stored yet');
      deps.report(false, 'messages cannot be stored at present; Telegram keeps them meanwhile');
      await deps.sleep(waitMs, signal);
      if (signal.aborted) return false;
    }
  }
}

function nextOffset(batch: readonly unknown[], offset: number): number {
  const ids = batch.flatMap((update) => envelopeSchema.safeParse(update).data?.update_id ?? []);
  return Math.max(offset, ...ids.map((id) => id + 1));
}
