/** Milliseconds of a Retry-After header: seconds or an HTTP date. undefined = it does not say. */
export function readRetryAfter(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.ceil(seconds * 1_000) : undefined;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

const firstDelayMs = 500;
/** A server may ask for more patience than a draft is worth; then the call fails and says so. */
const longestDelayMs = 20_000;

/**
 * How long to wait before the next attempt, 1 being the first repeat: what the server asked, else full jitter that doubles.
 * null = not worth waiting.
 * @param random 0 to 1
 */
export function retryDelay(attempt: number, retryAfterMs: number | undefined, random: number): number | null {
  if (retryAfterMs !== undefined) return retryAfterMs <= longestDelayMs ? retryAfterMs : null;
  return Math.round(random * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt));
}
