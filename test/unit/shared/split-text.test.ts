import { constantFrom, assert as holds, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from '../../../adapters/shared/split-text.ts';

const bare = (words: string) => words.replace(/\s/g, '');
const bytes = (words: string) => Buffer.byteLength(words);
const measures = {
  units: (words: string) => words.length,
  bytes,
  escaped: (words: string) => words.replaceAll('&', '&amp;').length,
};

describe('cutting a text', () => {
  it.each([
    ['between paragraphs', '甲甲甲甲甲。乙\n\n丙丙丙', 11, ['甲甲甲甲甲。乙', '丙丙丙']],
    ['between lines', '甲甲甲甲甲甲\n乙乙。乙乙乙乙乙', 12, ['甲甲甲甲甲甲', '乙乙。乙乙乙乙乙']],
    ['between sentences', '甲甲甲甲甲甲甲。”乙乙乙乙乙', 12, ['甲甲甲甲甲甲甲。”', '乙乙乙乙乙']],
    ['never between a sentence and its closing quote', '甲甲甲甲，乙乙。”丙丙', 8, ['甲甲甲甲，', '乙乙。”丙丙']],
    ['at a paragraph that ends with the piece', '甲甲。甲甲甲\n\n乙乙乙乙', 6, ['甲甲。甲甲甲', '乙乙乙乙']],
    ['between words', 'one two three four', 12, ['one two', 'three four']],
    ['between characters', '甲'.repeat(10), 4, ['甲甲甲甲', '甲甲甲甲', '甲甲']],
    ['never inside a family', '甲甲👨‍👩‍👧乙', 9, ['甲甲', '👨‍👩‍👧乙']],
    ['never between a comma and its accent', 'abcd,\u0301efgh', 5, ['abcd', ',\u0301efg', 'h']],
    ['not at all', ' 甲 ', 4, ['甲']],
    ['nothing', ' \n ', 4, []],
  ])('%s', (_what, text, limit, pieces) => {
    expect(splitText(text, limit)).toEqual(pieces);
  });

  it('counts what it is told to count', () => {
    expect(splitText('汉字abc汉字', 9, bytes)).toEqual(['汉字abc', '汉字']);
  });

  it('loses nothing but white space, keeps the limit and every character whole, whatever is counted', () => {
    const words = string({ unit: 'grapheme', maxLength: 300 });
    holds(
      property(words, integer({ min: 60, max: 90 }), constantFrom('units', 'bytes', 'escaped'), (text, limit, name) => {
        const measure = measures[name];
        const pieces = splitText(text, limit, measure);
        expect(bare(pieces.join(''))).toBe(bare(text));
        expect(pieces.every((piece) => measure(piece) <= limit && piece !== '' && piece.isWellFormed())).toBe(true);
        const whole = new Set(Array.from(new Intl.Segmenter('zh').segment(text), ({ segment }) => bare(segment)));
        const parts = pieces.flatMap((piece) => Array.from(new Intl.Segmenter('zh').segment(piece)));
        expect(parts.every(({ segment }) => whole.has(bare(segment)))).toBe(true);
      }),
    );
  });

  it('ends even where one character has thousands of marks', () => {
    const pieces = splitText(`e${'\u0301'.repeat(9000)}`, 4096);
    expect(pieces.map((piece) => piece.length)).toEqual([4096, 4096, 809]);
  });

  it('ends even where nothing fits', () => {
    expect(splitText('汉👍', 1, bytes)).toEqual(['汉', '👍']);
  });
});
