import { readChineseNumber } from '../../lib/chinese-number.ts';

/** Chinese numerals up to 999 that points are given in, such as 五, 十二, 一百零五. */
const shape = /^(?=.)(?:[一二两三四五六七八九]百)?零?(?:[一二三四五六七八九]?十)?[零〇一二两三四五六七八九]?$/u;

/** Reads a number as people write it: 5, ５, +5, -3, 1.5, 1e9, 五, 十二. null = none; the caller decides what it allows. */
export function readNumeral(text: string): number | null {
  const folded = text.normalize('NFKC').trim();
  if (/^[+\-−]?\d{1,15}(?:\.\d{1,15})?(?:e\d{1,3})?$/iu.test(folded)) return Number(folded.replace('−', '-'));
  return shape.test(folded) ? readChineseNumber(folded) : null;
}
