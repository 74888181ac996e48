import { numeral, readNumber } from '../../lib/chinese-number.ts';

/** A time of day in a text. Minutes are counted from the day's midnight and may pass 1440 (晚上12点). */
export interface FoundTime {
  start: number;
  end: number;
  /** null: only a part of the day was named (下午), or the hour is impossible. */
  minutes: number | null;
  /** End of a range such as 两点到四点. */
  until: number | null;
  impossible: boolean;
}

const long = '凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里';
const period = `(?:${long}|早|晚)`;
// Without 分 a minute needs two places, so that 三点二楼 stays three o'clock on the second floor.
const minuteWords = `(?:半|[一三]刻|\\d{2}(?!\\d)分?(?![人楼号层室位名])|${numeral}分(?!钟|享)|[二三四五]?十[一二三四五六七八九]?分?(?![人楼号层室位名])|[零〇][一二三四五六七八九]分?|整)`;
const notCounted = '(?!建议|意见|要求|内容|体会|想法|说明|问题|感受|希望|思考|原因|提示|注意)';
const dash = '[-~—–―到至]+';
const hourMark = `(?:点钟?${notCounted}\\s*(${minuteWords})?|时(?![候间代段尚])\\s*(${minuteWords})?|:([0-5]\\d)(?!\\d))`;
// In 下午2-4点 the first hour stands without its mark.
const bare = `(?=\\s*${dash}\\s*${period}?\\s*${numeral}\\s*(?:点|时|:))`;
const clock = `(${period}?)\\s*(?<![\\d.第零〇一二两三四五六七八九十有提讲谈])(${numeral})\\s*(?:${hourMark}|${bare})`;

const clocks = new RegExp(clock, 'gu');
const parts = new RegExp(long, 'gu');
const rangeEnd = new RegExp(`^\\s*${dash}\\s*$`, 'u');

/** An activity is not thought to last longer than this when the end is guessed to be in the afternoon. */
const longestMinutes = 480;

/** 早一点, 晚一点, 快一点: not a time of day. */
const isComparison = (match: RegExpExecArray) =>
  match[2] === '一' && /^(?:早|晚|)$/.test(match[1] ?? '') && !match[3] && match[0].endsWith('点');

function readMinute(text: string | undefined): number | null {
  if (text === undefined || text === '整') return 0;
  if (text === '半') return 30;
  if (text.endsWith('刻')) return text.startsWith('一') ? 15 : 45;
  return readNumber(text.replace(/分$/, ''));
}

/**
 * The hour of a 24-hour day. Without a part of the day, 1 to 6 means the afternoon (members' activities are not held
 * at night) and 7 to 12 stays; the preview always shows the outcome in full. null = impossible or unclear.
 */
export function hourOfDay(part: string, hour: number, written: string): number | null {
  if (hour > 24 || (hour === 24 && part !== '晚上')) return null;
  if (hour > 12 || (written.length === 2 && written.startsWith('0'))) return hour;
  if (part === '中午') return hour >= 10 ? hour : hour <= 2 && hour > 0 ? hour + 12 : null;
  if (/^(?:下午|午后|傍晚)$/.test(part)) return hour === 12 || hour === 0 ? 12 : hour + 12;
  if (/^(?:晚上|晚|夜里)$/.test(part)) return hour === 12 ? 24 : hour >= 5 ? hour + 12 : null;
  if (part === '凌晨') return hour === 12 ? 0 : hour;
  if (part !== '') return hour;
  return hour >= 1 && hour <= 6 ? hour + 12 : hour;
}

function readClock(match: RegExpExecArray): { part: string; hour: number | null; minutes: number | null } {
  const [, part = '', written = '', pointMinute, hourMinute, colonMinute] = match;
  const hour = readNumber(written);
  const minute = readMinute(pointMinute ?? hourMinute ?? colonMinute);
  const ofDay = hour === null ? null : hourOfDay(part, hour, written);
  const possible = ofDay !== null && minute !== null && minute < 60;
  return { part, hour, minutes: possible ? ofDay * 60 + minute : null };
}

/** The end of a range takes over the part of the day, and lies after the beginning when twelve hours more allow it. */
function endOfRange(begin: ReturnType<typeof readClock>, end: ReturnType<typeof readClock>): number | null {
  if (begin.minutes === null || end.minutes === null) return end.minutes;
  if (end.part !== '' || end.minutes > begin.minutes) return end.minutes;
  const later = end.minutes + 720;
  return end.minutes < 720 && later > begin.minutes && later - begin.minutes <= longestMinutes ? later : end.minutes;
}

function clockTimes(text: string): FoundTime[] {
  const found: FoundTime[] = [];
  let begin: { time: FoundTime; read: ReturnType<typeof readClock> } | null = null;
  for (const match of text.matchAll(clocks)) {
    if (isComparison(match)) continue;
    const read = readClock(match);
    const end = match.index + match[0].length;
    if (begin && begin.time.until === null && rangeEnd.test(text.slice(begin.time.end, match.index))) {
      begin.time.until = endOfRange(begin.read, read);
      begin.time.impossible ||= read.minutes === null;
      begin.time.end = end;
      continue;
    }
    const time = { start: match.index, end, minutes: read.minutes, until: null, impossible: read.minutes === null };
    found.push(time);
    begin = { time, read };
  }
  return found;
}

/** Times of day in `text` (already folded to half width), in their order. A part of the day alone counts too; 中午 is 12:00. */
export function findTimes(text: string): FoundTime[] {
  const clocked = clockTimes(text);
  const named = [...text.matchAll(parts)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, word: match[0] }))
    .filter(({ start, end }) => !clocked.some((time) => start < time.end && end > time.start))
    .map(({ start, end, word }) => ({
      start,
      end,
      minutes: word === '中午' ? 720 : null,
      until: null,
      impossible: false,
    }));
  return [...clocked, ...named].toSorted((a, b) => a.start - b.start);
}
