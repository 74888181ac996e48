const digits = new Map(Array.from('零一二三四五六七八九').map((digit, value) => [digit, value]));
digits.set('〇', 0).set('两', 2);
const places = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1_000],
]);
const myriads = new Map([
  ['万', 10_000],
  ['亿', 100_000_000],
]);

/** What 十, 百, 千, 万 and 亿 after a figure multiply it by: 1.5万, 3千万. */
export function multiplierOf(characters: string): number {
  return Array.from(characters).reduce((product, each) => product * (places.get(each) ?? myriads.get(each) ?? 1), 1);
}

/** The digits of a positional spelling, 二〇二一 = 2021; null when there is a place word among them. */
function readPositional(text: string): number | null {
  const read = Array.from(text).map((character) => digits.get(character));
  return read.includes(undefined) ? null : Number(read.join(''));
}

/**
 * Reads a Chinese cardinal: 一千二百 = 1200, 两万三 = 23000, 百万 = 1000000, 二〇二一 = 2021.
 * @returns null for what is no single number, such as 十二三.
 */
export function readChineseNumber(text: string): number | null {
  const positional = readPositional(text);
  if (positional !== null) return positional;
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let lastPlace = 0;
  let afterZero = false;
  for (const character of text) {
    const place = places.get(character);
    const myriad = myriads.get(character);
    const value = digits.get(character);
    if (value !== undefined) {
      if (digit !== null && digit !== 0) return null;
      afterZero = value === 0;
      if (value !== 0) afterZero = digit === 0;
      digit = value;
    } else if (place !== undefined) {
      section += (digit || 1) * place;
      digit = null;
      lastPlace = place;
    } else if (myriad !== undefined) {
      const whole = section + (digit ?? 0);
      total = myriad > 10_000 ? (total + whole || 1) * myriad : total + (whole || 1) * myriad;
      section = 0;
      digit = null;
      lastPlace = myriad;
    } else return null;
  }
  // 两万三, 三百五: a last digit without its place word means the next lower place.
  const rest = digit === null ? 0 : digit * (lastPlace > 10 && !afterZero ? lastPlace / 10 : 1);
  return total + section + rest;
}

/** 两三, 三五, 七八: two neighbouring figures that mean "from the one to the other". */
export function readSpokenRange(text: string): readonly [number, number] | null {
  const [low, high, ...more] = Array.from(text).map((character) => digits.get(character));
  if (low === undefined || high === undefined || more.length > 0) return null;
  return low > 0 && high > low && high - low <= 2 ? [low, high] : null;
}

/** Source of a regular expression for a number of one or two places, in digits or Chinese numerals. */
export const numeral = '(?:\\d{1,2}|[零〇一二两三四五六七八九十]{1,3})';

/** Reads 0 to 99 as people write it in dates and counts: 7, 07, 七, 十, 十二, 三十一, 零五, 俩. null = no such number. */
export function readNumber(text: string): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const shape = /^(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇]?[零〇一二两俩三四五六七八九])$/;
  return shape.test(text) ? readChineseNumber(text.replace('俩', '两')) : null;
}

/** Reads a year of four places: 2026 or 二〇二六. null = no year. */
export function readYear(text: string): number | null {
  if (/^\d{4}$/.test(text)) return Number(text);
  return /^[零〇一二三四五六七八九]{4}$/.test(text) ? readPositional(text) : null;
}
