import { Temporal } from 'temporal-polyfill';

/** An instant as wall time in `zone` (an IANA name such as Asia/Shanghai). */
export function wallTime(at: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

/** The instant of a wall time in `zone`. A time skipped or doubled by a clock change takes the later offset's reading, as calendars do. */
export function instantOf(local: Temporal.PlainDateTime, zone: string): Date {
  return new Date(local.toZonedDateTime(zone).epochMilliseconds);
}

/** The calendar year an instant falls in, in `zone`. */
export function yearOf(at: Date, zone: string): number {
  return wallTime(at, zone).year;
}
