import * as fc from 'fast-check';
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

  it('counts a long text as one piece would be counted, wherever it is cut for counting', () => {
    const part = fc.constantFrom(
      '多',
      'a',
      'e\u0301',
      '👨‍👩‍👧‍👦',
      '🇨🇳',
      '🇨',
      '𠮷',
      '\ud800',
      '\r\n',
      '\u200b',
      '한',
      'क्ष',
      '\u0301',
      '👍🏽',
    );
    const whole = (text: string) => Array.from(new Intl.Segmenter('zh').segment(text)).length;
    fc.assert(
      fc.property(fc.array(part, { minLength: 200, maxLength: 900 }), (parts) => {
        expect(countCharacters(parts.join(''))).toBe(whole(parts.join('')));
      }),
      { numRuns: 40 },
    );
  });

  it('counts 100,000 characters in a moment', () => {
    const begun = performance.now();
    expect(countCharacters('多'.repeat(100_000))).toBe(100_000);
    expect(countCharacters(`e${'\u0301'.repeat(100_000)}`)).toBe(1);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});
