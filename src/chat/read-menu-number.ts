import { foldText } from '../lib/text.ts';

const numerals = '一二三四五六七八九十';
/** Longer texts hold more than a number. */
const longest = 8;
const digit = '(\\d{1,2}|[一二三四五六七八九十])';
const number = new RegExp(
  `^(?:(?:我?选|回复?)\\s*第?\\s*${digit}\\s*[个项条]?|第\\s*${digit}\\s*[个项条]|${digit})\\s*[.。、,，)）!！]?$`,
  'u',
);

/**
 * Reads a message that is nothing but a number, as one answers where there are no buttons to press: 1, １, 1., 选1, 一,
 * 第2个. null = it says something else, as +1 and 1个人 do.
 */
export function readMenuNumber(text: string): number | null {
  if (text.length > longest) return null;
  const read = number.exec(foldText(text));
  const digits = read?.[1] ?? read?.[2] ?? read?.[3];
  if (digits === undefined) return null;
  const place = numerals.indexOf(digits);
  return place >= 0 ? place + 1 : Number(digits);
}
