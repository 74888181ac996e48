import { setTimeout as wait } from 'node:timers/promises';

/**
 * True when the promise is fulfilled within `ms` milliseconds, false when it takes longer. A rejection within the time
 * is passed on; a later one is dropped, as nobody waits for it any more.
 */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const ended = new AbortController();
  const tooLate = wait(ms, false, { signal: ended.signal }).catch(() => false);
  try {
    return await Promise.race([promise.then(() => true), tooLate]);
  } finally {
    ended.abort();
  }
}
