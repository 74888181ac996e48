import { array, constantFrom, assert as holds, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPieces, formatWithin, wordsOf } from '../../../adapters/telegram/format-text.ts';
import { cleanText } from '../../../src/lib/text.ts';
import { readHtml } from '../../support/telegram/html.ts';

/** What breaks mark-up where somebody forgets to escape it, and halves of characters. */
const hostile = oneof(
  string({ unit: 'grapheme' }),
  string({ unit: 'binary' }),
  constantFrom(
    '<b>',
    '</b>',
    '<',
    '>',
    '&',
    '&amp;',
    '&#60;',
    '&lt',
    '<a href="x">',
    '<!--',
    ']]>',
    '\ud83d',
    '\udc68',
  ),
  constantFrom('👨‍👩‍👧', '\u0301', '\u202e', '\u200d', '\0', '\r\n', '\n\n', '"', "'", '_*[`', '汉字'),
);
const words = array(hostile, { maxLength: 40 }).map((parts) => parts.join(''));
const bare = (text: string) => text.replaceAll(/\s/g, '');

describe('words as Telegram’s HTML', () => {
  it('show exactly what was written, whatever that is', () => {
    holds(
      property(words, words, (title, text) => {
        const said = wordsOf({ title, text });
        const read = formatPieces(said, 40).map(readHtml);
        expect(bare(read.map((piece) => piece.text).join(''))).toBe(bare(said.plain));
        expect(said.plain.endsWith(cleanText(text).trim())).toBe(true);
        expect(read.every((piece) => piece.text.length <= 40 && piece.text.isWellFormed())).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('have the heading in bold, and nothing else', () => {
    holds(
      property(words, words, (title, text) => {
        const said = wordsOf({ title, text });
        const { bold } = readHtml(formatWithin(said, 4096));
        expect(bold.join('')).toBe(said.plain.slice(0, said.heading));
      }),
    );
  });

  it('cut to one piece keep the limit', () => {
    holds(
      property(words, words, (title, text) => {
        expect(readHtml(formatWithin(wordsOf({ title, text }), 30)).text.length).toBeLessThanOrEqual(30);
      }),
    );
  });

  it.each([
    [{ text: '一 < 二 & 三' }, '一 &lt; 二 &amp; 三'],
    [{ title: '活动通知', text: '周五 <下午>' }, '<b>活动通知</b>\n周五 &lt;下午&gt;'],
    [{ title: ' 活动\n通知 ', text: '' }, '<b>活动 通知</b>'],
    [{ title: ' \n', text: '周五' }, '周五'],
    [{ title: '</b>&', text: '<i>' }, '<b>&lt;/b&gt;&amp;</b>\n&lt;i&gt;'],
  ])('%o', (body, html) => {
    expect(formatWithin(wordsOf(body), 4096)).toBe(html);
  });
});

describe('the checker of the tests', () => {
  it.each([
    ['<b>a', /end tag corresponding to start tag "b"/],
    ['a</b>', /Unmatched end tag/],
    ['<b><i>a</b></i>', /Unmatched end tag/],
    ['<script>a</script>', /Unsupported start tag "script"/],
    ['a < b', /Unclosed start tag/],
    ['a > b', /Unclosed start tag/],
    ['a & b', /Unknown entity/],
    ['&nbsp;', /Unknown entity/],
    ['&#0;', /Unknown entity/],
    ['&lt', /Unknown entity/],
  ])('refuses %s', (html, why) => {
    expect(() => readHtml(html)).toThrow(why);
  });

  it('reads what is right', () => {
    expect(readHtml('<b>一&amp;</b> &lt;二&gt; &#x6c49;&#23383; &quot;')).toEqual({
      text: '一& <二> 汉字 "',
      bold: ['一&'],
    });
  });
});
