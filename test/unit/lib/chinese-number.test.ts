import { describe, expect, it } from 'vitest';
import { readChineseNumber, readNumber, readSpokenRange, readYear } from '../../../src/lib/chinese-number.ts';

describe('Chinese numerals', () => {
  it.each([
    ['一千二百', 1_200],
    ['两万三', 23_000],
    ['三百五', 350],
    ['三百零五', 305],
    ['百万', 1_000_000],
    ['二〇二一', 2_021],
    ['十二三', null],
    ['若干', null],
  ])('%s is read as %s', (text, expected) => {
    expect(readChineseNumber(text)).toBe(expected);
  });

  it.each([
    ['07', 7],
    ['十', 10],
    ['二十', 20],
    ['三十一', 31],
    ['零五', 5],
    ['俩', 2],
    ['二三', null],
    ['一百', null],
    ['123', null],
    ['', null],
  ])('in a date or a count %s is %s', (text, expected) => {
    expect(readNumber(text)).toBe(expected);
  });

  it('reads years of four places only', () => {
    expect(['2026', '二〇二六', '二零二六', '二六', '两千零二十六'].map(readYear)).toEqual([
      2026,
      2026,
      2026,
      null,
      null,
    ]);
  });

  it('reads neighbouring figures as a range', () => {
    expect(['两三', '三五', '三八', '十三'].map(readSpokenRange)).toEqual([[2, 3], [3, 5], null, null]);
  });
});
