import { describe, expect, it } from 'vitest';
import { cleanText, countCharacters, foldText, shorten } from '../../../src/lib/text.ts';

describe('text', () => {
  it('loses what a database cannot keep, and nothing else', () => {
    expect(cleanText('a\0b\ud800c\r\nd\re')).toBe('ab\ufffdc\nd\ne');
    expect(cleanText('𠮷㐂﨑👨‍👩‍👧')).toBe('𠮷㐂﨑👨‍👩‍👧');
  });

  it('folds for matching', () => {
    expect(foldText(' ＡＢＣ　１２３\u200b ')).toBe('abc 123');
  });

  it('counts and cuts by whole characters', () => {
    expect(countCharacters('会员👨‍👩‍👧𠮷')).toBe(4);
    expect(shorten('会员👨‍👩‍👧𠮷', 3)).toBe('会员👨‍👩‍👧…');
    expect(shorten('短', 3)).toBe('短');
  });
});
