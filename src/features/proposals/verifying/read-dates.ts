import { readChineseNumber } from '../../../lib/chinese-number.ts';

/** A calendar date as far as it is said. */
export interface SaidDate {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

const year = '((?:19|20)[0-9]{2}|[一二][〇零一二三四五六七八九]{3})';
const small = '([0-9]{1,2}|[一二三四五六七八九十]{1,3})';
const shapes: readonly { pattern: RegExp; parts: readonly (keyof SaidDate)[] }[] = [
  { pattern: new RegExp(`(?<![0-9])${year}年${small}月${small}[日号]`, 'g'), parts: ['year', 'month', 'day'] },
  { pattern: new RegExp(`(?<![0-9])${year}年${small}月`, 'g'), parts: ['year', 'month'] },
  { pattern: /(?<![0-9.])([0-9]{2})年([0-9]{1,2})月([0-9]{1,2})[日号]/g, parts: ['year', 'month', 'day'] },
  { pattern: /(?<![0-9.])([0-9]{2})年([0-9]{1,2})月/g, parts: ['year', 'month'] },
  { pattern: new RegExp(`(?<![0-9])${year}年`, 'g'), parts: ['year'] },
  {
    pattern: /(?<![0-9])((?:19|20)[0-9]{2})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?![0-9])/g,
    parts: ['year', 'month', 'day'],
  },
  { pattern: /(?<![0-9])((?:19|20)[0-9]{2})[-/]([0-9]{1,2})(?![0-9-/])/g, parts: ['year', 'month'] },
  { pattern: new RegExp(`(?<![0-9.个])${small}月${small}[日号]`, 'g'), parts: ['month', 'day'] },
  { pattern: new RegExp(`(?<![0-9.个一二三四五六七八九十])${small}月`, 'g'), parts: ['month'] },
];

const limits = { year: 2_100, month: 12, day: 31 } as const;

function readPart(part: keyof SaidDate, said: string | undefined): number | null {
  const number = said === undefined ? null : /^[0-9]+$/.test(said) ? Number(said) : readChineseNumber(said);
  if (number === null || number < 1) return null;
  const whole = part === 'year' && number < 100 ? 2_000 + number : number;
  return whole <= limits[part] ? whole : null;
}

/**
 * Finds the dates of a folded text (NFKC) and gives the text back with their places blanked.
 * 2021年3月 = 2021-03 = 二〇二一年三月. A number that fits no calendar is left standing.
 */
export function readDates(folded: string): { dates: SaidDate[]; rest: string } {
  const dates: SaidDate[] = [];
  let rest = folded;
  for (const { pattern, parts } of shapes) {
    rest = rest.replace(pattern, (whole: string, ...groups: string[]) => {
      const date: Partial<Record<keyof SaidDate, number>> = {};
      for (const [index, part] of parts.entries()) {
        const value = readPart(part, groups[index]);
        if (value === null) return whole;
        date[part] = value;
      }
      dates.push(date);
      return '\0'.repeat(whole.length);
    });
  }
  return { dates, rest };
}

/** True when everything the claim says is said by the source; what it leaves out (a year, a day) is no contradiction. */
export function dateIsSaidBy(claim: SaidDate, source: SaidDate): boolean {
  return (['year', 'month', 'day'] as const).every((part) => claim[part] === undefined || claim[part] === source[part]);
}
