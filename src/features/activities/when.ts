import { Temporal } from 'temporal-polyfill';
import { wallTime } from '../../lib/zoned-time.ts';
import { findTimes, type FoundTime } from './clock-words.ts';
import { findDates, type FoundDate } from './date-words.ts';

/**
 * What is wrong with a moment: a day or time that does not exist, a day of the week that is not that date's, or one
 * that has gone by.
 */
export type MomentFault = 'no_such_day' | 'weekday_differs' | 'no_such_time' | 'past';

/** A date, a time or both, as somebody said them. */
export interface Moment {
  /** Where it stands in the text: UTF-16 offsets, end exclusive. */
  start: number;
  end: number;
  date: Temporal.PlainDate | null;
  /** Minutes from the date's midnight; null = no time was said, or only a part of the day. */
  minutes: number | null;
  /** End of a range such as 两点到四点, counted the same way. */
  until: number | null;
  /** Set when only a day of the week was named (1 = Monday): which week is then a guess. */
  weekday: number | null;
  /** Named as gone by: 昨天, 上周五. */
  bygone: boolean;
  fault: MomentFault | null;
}

/** Half width, character by character, so that offsets stay those of the original text. */
export function alignFold(text: string): string {
  // Han, kana and ASCII fold to themselves; asked about every word of every group, this must not cost much.
  return text.replace(/[^\u3041-\u3096\u30A1-\u30FA\u3400-\u9FFF\x20-\x7E]/gu, (character) => {
    const folded = character.normalize('NFKC');
    return folded.length === character.length ? folded : character;
  });
}

/** `text` with the spans blanked out, every offset staying as it is. */
export function blankSpans(text: string, spans: readonly { start: number; end: number }[]): string {
  return spans.reduce(
    (kept, { start, end }) => kept.slice(0, start) + '\uE000'.repeat(end - start) + kept.slice(end),
    text,
  );
}

/** The wall time `minutes` after the midnight that begins `date`. */
export function atMinutes(date: Temporal.PlainDate, minutes: number): Temporal.PlainDateTime {
  return date.toPlainDateTime().add({ minutes });
}

interface Day extends FoundDate {
  differs: boolean;
}

/** 11月27日（周五） and 下周五（27日） are one day said twice: the date counts, and the day of the week must fit. */
function joinTwins(dates: readonly FoundDate[], text: string): Day[] {
  const days: Day[] = [];
  for (const date of dates) {
    const last = days.at(-1);
    const twin =
      last && last.byWeekday !== date.byWeekday && /^\s*[(（,，]?\s*$/.test(text.slice(last.end, date.start));
    if (!twin) {
      days.push({ ...date, differs: false });
      continue;
    }
    const [exact, week] = date.byWeekday ? [last, date] : [date, last];
    const differs =
      exact.date !== null &&
      week.date !== null &&
      (week.weekday === null ? !exact.date.equals(week.date) : exact.date.dayOfWeek !== week.weekday);
    const close = /^\s*[)）]/.exec(text.slice(date.end))?.[0].length ?? 0;
    days[days.length - 1] = { ...exact, start: last.start, end: date.end + close, differs };
  }
  return days;
}

const between = /^[\s,，、的()（）]{0,3}$/;

function faultOf(day: Day | null, time: FoundTime | null, now: Temporal.PlainDateTime): MomentFault | null {
  if (day && day.date === null) return 'no_such_day';
  if (day?.differs) return 'weekday_differs';
  if (time?.impossible) return 'no_such_time';
  if (!day?.date) return null;
  const minutes = time?.minutes ?? null;
  const past =
    minutes === null
      ? Temporal.PlainDate.compare(day.date, now.toPlainDate()) < 0
      : Temporal.PlainDateTime.compare(atMinutes(day.date, minutes), now) <= 0;
  return past ? 'past' : null;
}

function momentOf(day: Day | null, time: FoundTime | null, now: Temporal.PlainDateTime): Moment {
  let date = day?.date ?? null;
  const minutes = time?.minutes ?? null;
  // 周日 said on a Sunday means today only while its time is still to come.
  if (day?.weekday && date && minutes !== null && Temporal.PlainDateTime.compare(atMinutes(date, minutes), now) <= 0) {
    date = date.add({ days: 7 });
  }
  return {
    start: Math.min(day?.start ?? Infinity, time?.start ?? Infinity),
    end: Math.max(day?.end ?? 0, time?.end ?? 0),
    date,
    minutes,
    until: time?.until ?? null,
    weekday: day?.weekday ?? null,
    bygone: day?.bygone ?? false,
    fault: faultOf(day && { ...day, date }, time, now),
  };
}

/**
 * Finds the dates and times in a Chinese sentence, in the order they stand. Weeks begin on Monday; `zone` is the
 * unit's. A time directly after a date belongs to it; a part of the day on its own (晚上好) is no moment.
 */
export function readMoments(text: string, { now, zone }: { now: Date; zone: string }): Moment[] {
  const folded = alignFold(text);
  const here = wallTime(now, zone).toPlainDateTime();
  const days = joinTwins(findDates(folded, here.toPlainDate()), folded);
  const times = findTimes(blankSpans(folded, days));
  const taken = new Set<FoundTime>();
  const dated = days.map((day) => {
    const next = times.find((time) => time.start >= day.end && !taken.has(time));
    const mine = next && between.test(folded.slice(day.end, next.start)) ? next : null;
    if (mine) taken.add(mine);
    return momentOf(day, mine, here);
  });
  const loose = times
    .filter((time) => !taken.has(time) && (time.minutes !== null || time.impossible))
    .map((time) => momentOf(null, time, here));
  return [...dated, ...loose].toSorted((a, b) => a.start - b.start);
}
