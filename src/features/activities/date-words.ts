import { Temporal } from 'temporal-polyfill';
import { numeral, readNumber, readYear } from '../../lib/chinese-number.ts';

/** A day named in a text. */
export interface FoundDate {
  start: number;
  end: number;
  /** null: there is no such day, such as 2月30日. */
  date: Temporal.PlainDate | null;
  /** Set when only a day of the week was named, 1 = Monday: which week is then a guess. */
  weekday: number | null;
  /** A day of the week was named, with or without its week. */
  byWeekday: boolean;
  /** Named as gone by: 昨天, 上周五. */
  bygone: boolean;
}

type Reading = Omit<FoundDate, 'start' | 'end'>;

const n = `(${numeral})`;
const weekWord = '(?:周|星期|礼拜)';
const timeAhead =
  '(?=\\s*(?:[日号]|[(（]|周[一二三四五六日天]|星期|上午|下午|中午|早上|晚上|傍晚|[早晚]\\d|\\d{1,2}[点:时]))';
// Not the tail of a longer number, and no house or line: 3号楼, 2号线.
const dayAlone = `(?<![\\d第编月.\\/零〇一二两三四五六七八九十-])(?:(\\d{1,2})[号日]|([一二三四五六七八九十]{1,3})号|([一二三]?十[一二三四五六七八九]?)日)(?![楼线门厅馆院车桌群机路店房内后游常均子]|报(?!名)|会议室|文件|单元|教室|仓|公馆|信箱)`;

function plainDate(year: number, month: number, day: number): Temporal.PlainDate | null {
  if (month < 1 || month > 12 || day < 1) return null;
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return day > first.daysInMonth ? null : first.with({ day });
}

const named = (date: Temporal.PlainDate | null): Reading => ({ date, weekday: null, byWeekday: false, bygone: false });

/** A month and day without a year: this year's, or next year's when this year's is long gone (said in November: 1月5日). */
function nearestYear(today: Temporal.PlainDate, month: number, day: number): Temporal.PlainDate | null {
  const here = plainDate(today.year, month, day);
  const next = plainDate(today.year + 1, month, day);
  if (here && Temporal.PlainDate.compare(here, today) >= 0) return here;
  return next && today.until(next).days <= 183 ? next : here;
}

function readWeekday(today: Temporal.PlainDate, week: string, name: string): Reading {
  const weekday = '一二三四五六日'.indexOf(name === '天' || name === '7' ? '日' : name) + 1 || Number(name);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const weeks = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 }[week];
  if (weeks !== undefined) {
    const date = monday.add({ days: weeks * 7 + weekday - 1 });
    return { date, weekday: null, byWeekday: true, bygone: weeks < 0 };
  }
  const date = today.add({ days: (weekday - today.dayOfWeek + 7) % 7 });
  return { date, weekday, byWeekday: true, bygone: false };
}

const offsets: Readonly<Record<string, number>> = { 大前: -3, 前: -2, 昨: -1, 今: 0, 明: 1, 后: 2, 大后: 3 };

function readRelativeMonth(today: Temporal.PlainDate, month: string, day: string): Reading {
  const first = today.with({ day: 1 }).add({ months: month.startsWith('下') ? 1 : month.startsWith('上') ? -1 : 0 });
  const date = plainDate(first.year, first.month, readNumber(day) ?? 0);
  return { ...named(date), bygone: month.startsWith('上') };
}

/** A day without a month: this month's, or next month's once it is past. */
function readDay(today: Temporal.PlainDate, day: number): Reading {
  const first = today.with({ day: 1 }).add({ months: day < today.day ? 1 : 0 });
  return named(plainDate(first.year, first.month, day));
}

function lastDay(today: Temporal.PlainDate, month: string): Reading {
  const number = readNumber(month.replace('月', ''));
  if (number !== null) {
    const date = nearestYear(today, number, 1) ?? null;
    return named(date && date.with({ day: date.daysInMonth }));
  }
  const first = today.with({ day: 1 }).add({ months: month.startsWith('下') ? 1 : 0 });
  return named(first.with({ day: first.daysInMonth }));
}

interface Pattern {
  source: RegExp;
  read(today: Temporal.PlainDate, groups: readonly string[]): Reading;
}

const at = (groups: readonly string[], index: number) => groups[index] ?? '';
const numberAt = (groups: readonly string[], index: number) => readNumber(at(groups, index)) ?? 0;

/** Ways to name a day; where two overlap, the earlier line wins. */
const patterns: readonly Pattern[] = [
  {
    source: new RegExp(
      `(?<!\\d)(\\d{4}|[零〇一二三四五六七八九]{4})\\s*[年./-]\\s*${n}\\s*[月./-]\\s*${n}(?!\\d)[日号]?`,
      'gu',
    ),
    read: (_, g) => named(plainDate(readYear(at(g, 0)) ?? 0, numberAt(g, 1), numberAt(g, 2))),
  },
  {
    // 26.1.5, 26年1月5日: a year of two digits begins with 2 or more, so that 5.12.3 stays a number.
    source: new RegExp(`(?<![\\d./-])([2-9]\\d)\\s*[年./-]\\s*${n}\\s*[月./-]\\s*${n}(?![\\d./-])[日号]?`, 'gu'),
    read: (_, g) => named(plainDate(2000 + numberAt(g, 0), numberAt(g, 1), numberAt(g, 2))),
  },
  {
    source: new RegExp(`([明今去])年\\s*${n}月\\s*${n}[日号]`, 'gu'),
    read(today, g) {
      const shift = { 明: 1, 去: -1 }[at(g, 0)] ?? 0;
      return { ...named(plainDate(today.year + shift, numberAt(g, 1), numberAt(g, 2))), bygone: shift < 0 };
    },
  },
  {
    source: new RegExp(`(?<![\\d零〇一二三四五六七八九十])${n}\\s*月\\s*${n}\\s*[日号]`, 'gu'),
    read: (today, g) => named(nearestYear(today, numberAt(g, 0), numberAt(g, 1))),
  },
  {
    source: new RegExp(`(这个?月|本月|下个?月|上个?月)\\s*${n}[日号]`, 'gu'),
    read: (today, g) => readRelativeMonth(today, at(g, 0), at(g, 1)),
  },
  {
    source: new RegExp(`((?:这个?|本|下个?|${numeral})?月)(?:底|末|最后一天)`, 'gu'),
    read: (today, g) => lastDay(today, at(g, 0)),
  },
  {
    source: new RegExp(`(?<![\\d./:-])(\\d{1,2})[./](\\d{1,2})(?![\\d./])${timeAhead}[日号]?`, 'gu'),
    read: (today, g) => named(nearestYear(today, numberAt(g, 0), numberAt(g, 1))),
  },
  {
    source: new RegExp(
      `(?<![每一两二三四五六七八九十\\d各])(上上|上|下下|下|这|本)?个?${weekWord}([一二三四五六日天]|[1-6](?!\\d))(?![次个])`,
      'gu',
    ),
    read: (today, g) => readWeekday(today, at(g, 0), at(g, 1)),
  },
  {
    source: /(大前|前|昨|今|明|大后|后)(?:天|日(?!记)|(?=[晚早](?!点)))/gu,
    read(today, g) {
      const days = offsets[at(g, 0)] ?? 0;
      return { ...named(today.add({ days })), bygone: days < 0 };
    },
  },
  {
    source: new RegExp(dayAlone, 'gu'),
    read: (today, g) => readDay(today, readNumber(at(g, 0) || at(g, 1) || at(g, 2)) ?? 0),
  },
];

/** The days named in `text` (already folded to half width), in their order. `today` is the day in the unit's zone. */
export function findDates(text: string, today: Temporal.PlainDate): FoundDate[] {
  const found: FoundDate[] = [];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern.source)) {
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => start < other.end && end > other.start)) continue;
      found.push({ start, end, ...pattern.read(today, match.slice(1)) });
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}
