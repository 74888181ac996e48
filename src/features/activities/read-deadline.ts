import { instantOf } from '../../lib/zoned-time.ts';
import { atMinutes, readMoments } from './when.ts';

/** The last minute of a day on which something closes when no time is said. */
const lastMinute = 23 * 60 + 59;

/**
 * The moment that a few words such as 周四中午 or 11月27日下午五点前 name, when it is sure: one day that exists and is
 * still to come. Without a time it is the end of that day. null = not sure.
 */
export function readDeadline(words: string, at: { now: Date; zone: string }): Date | null {
  const [moment, ...others] = readMoments(words, at);
  if (!moment || others.length > 0 || moment.fault || moment.date === null || moment.until !== null) return null;
  const closes = instantOf(atMinutes(moment.date, moment.minutes ?? lastMinute), at.zone);
  return closes > at.now ? closes : null;
}
