const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** Source of a regular expression for a number of one or two places, in digits or Chinese numerals. */
export const numeral = '(?:\\d{1,2}|[零〇一二两三四五六七八九十]{1,3})';

/** Reads 0 to 99 as people write it: 7, 07, 七, 十, 十二, 二十, 三十一, 零五. null = no such number. */
export function readNumber(text: string): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const tens = /^([一二两三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(text);
  if (tens) return (tens[1] ? (digits[tens[1]] ?? 0) : 1) * 10 + (tens[2] ? (digits[tens[2]] ?? 0) : 0);
  const plain = /^[零〇]?([零〇一二两俩三四五六七八九])$/.exec(text);
  return plain?.[1] === undefined ? null : (digits[plain[1]] ?? null);
}

/** Reads a year of four places: 2026 or 二〇二六. null = no year. */
export function readYear(text: string): number | null {
  if (/^\d{4}$/.test(text)) return Number(text);
  if (!/^[零〇一二三四五六七八九]{4}$/.test(text)) return null;
  return Number(text.replace(/./g, (character) => String(digits[character])));
}
