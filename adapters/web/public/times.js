/** Dates and times as people of the unit read them: always Asia/Shanghai, whatever the browser's zone. */

const ZONE = 'Asia/Shanghai';
const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const dayKey = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });
const dayName = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: 'long', day: 'numeric', weekday: 'long' });
const yearOf = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric' });

const DAY_MS = 86_400_000;

/** @param {string} at ISO time @returns {Date | undefined} */
function parse(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** `14:05`, or nothing for an unreadable time. @param {string} at */
export function timeOfDay(at) {
  const date = parse(at);
  return date ? clock.format(date) : '';
}

/** `2026-03-08`: equal for two moments of one Shanghai day. @param {string} at */
export function dayOf(at) {
  const date = parse(at);
  return date ? dayKey.format(date) : '';
}

/** 今天, 昨天, `3月8日星期日`, with the year when it is another. @param {string} at @param {Date} [now] */
export function dayLabel(at, now = new Date()) {
  const date = parse(at);
  if (!date) return '';
  const day = dayKey.format(date);
  const label = dayName.format(date).replace(/日(星期)/, '日 $1');
  if (day === dayKey.format(now)) return `今天 · ${label}`;
  if (day === dayKey.format(new Date(now.getTime() - DAY_MS))) return `昨天 · ${label}`;
  return yearOf.format(date) === yearOf.format(now) ? label : `${yearOf.format(date)}年${label}`;
}

/** `3月8日 星期日 14:05`, for cards. @param {string} at */
export function dayAndTime(at) {
  const date = parse(at);
  if (!date) return '';
  const year = yearOf.format(date) === yearOf.format(new Date()) ? '' : `${yearOf.format(date)}年`;
  return `${year}${dayName.format(date).replace(/日(星期)/, '日 $1')} ${clock.format(date)}`;
}

/** The current year in Shanghai. */
export function thisYear() {
  return Number(yearOf.format(new Date()));
}
