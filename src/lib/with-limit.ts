/**
 * Runs `work` with a signal that ends it after `ms` milliseconds (reason: a TimeoutError) or when `outer` says so. Held
 * and taken off by hand: what AbortSignal.any makes may be collected before it has fired, and keeps every call's
 * signal alive as long as the longer one lives.
 */
export async function withLimit<T>(
  outer: AbortSignal | undefined,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const late = () => limit.abort(new DOMException('the time is up', 'TimeoutError'));
  const stop = () => limit.abort(outer?.reason);
  const timer = setTimeout(late, ms);
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
  }
}
