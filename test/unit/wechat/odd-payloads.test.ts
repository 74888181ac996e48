import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWechat } from '../../../adapters/wechat/reading/parse-payload.ts';
import { readQuote } from '../../../adapters/wechat/reading/read-quote.ts';
import { looksLikeXml, readXml } from '../../../adapters/wechat/reading/read-xml.ts';
import { nativeList, said } from './record.ts';

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '#接龙',
    '「',
    '」\n- - - - - -\n',
    '@同心助手\u2005',
    '<br/>',
    '&amp;',
    ':\n',
    '<msg>',
    '</msg>',
    '<![CDATA[',
  ),
);
const text = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(''));
const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withObjectString: true });
const { title, xml } = nativeList('#接龙\n学习会', [
  { author: 'a', text: '张三' },
  { author: 'b', text: '李四' },
]);

describe('whatever a puppet gives', () => {
  it('anything at all is read without an error', () => {
    fc.assert(
      fc.property(anything, (payload) => {
        expect(parseWechat(payload)).toBeNull();
      }),
    );
  });

  it('any words with any raw payload of any kind make a message that can be kept', () => {
    const kind = fc.integer({ min: -1, max: 20 });
    const raw = fc.oneof(
      anything,
      text,
      fc.record({ OriginalContent: text, Content: anything, MsgType: anything }, { requiredKeys: [] }),
      fc.record({ content: text, msgType: fc.constantFrom(1, 49, 10_002) }),
    );
    fc.assert(
      fc.property(text, kind, raw, fc.double({ noNaN: true, noDefaultInfinity: true }), (said_, type, given, when) => {
        const read = parseWechat(said({ text: said_, type, raw: given, at: when }));
        expect(read?.text ?? '').not.toMatch(/\u2005|\r/);
        expect(JSON.stringify(read)).toBeTypeOf('string');
        expect(read?.at.getTime() ?? 0).toBeLessThan(Date.UTC(2100, 0));
      }),
    );
  });

  it('a native list with any part of it changed gives its rows as they are, or none', () => {
    fc.assert(
      fc.property(fc.nat(xml.length), fc.nat(8), words, (from, length, instead) => {
        const broken = xml.slice(0, from) + instead + xml.slice(from + length);
        const read = parseWechat(said({ type: 10, text: title, raw: { msgType: 49, content: broken } }));
        const whole = read?.relay?.entries.map((entry) => entry.text) ?? [];
        expect(whole.every((row) => broken.includes(row) || row === '')).toBe(true);
      }),
    );
  });

  it('names and rows survive: what was written by whom is read as that', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((row) => row.replace(/\s+/gu, '').replaceAll('\0', ''))
      .filter((row) => row !== '' && row.isWellFormed() && !/[\p{Cc}\p{Cs}&<>]/u.test(row));
    const rows = fc.array(fc.record({ author: fc.stringMatching(/^wxid_[a-z0-9]{6,14}$/), text: name }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (given) => {
        const list = nativeList('#接龙\n学习会💪🏻', given);
        const read = parseWechat(said({ type: 10, raw: { msgType: 49, content: list.xml } }));
        expect(read?.relay?.entries.map(({ author, text: row }) => ({ author, text: row }))).toEqual(given);
      }),
    );
  });
});

describe('XML that is meant to harm', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE msg [<!ENTITY a "${'好'.repeat(100)}"><!ENTITY b "&a;&a;&a;">]><msg>&b;</msg>`;

  it.each([
    ['brings its own entities', bomb],
    ['names a file of this machine', '<?xml version="1.0"?><msg><!ENTITY x SYSTEM "file:///etc/hostname"></msg>'],
    ['is longer than any list', `<msg>${'a'.repeat(300_000)}</msg>`],
    ['is deeper than any list', `<msg>${'<a>'.repeat(5000)}</msg>`],
    ['reaches for the prototype', '<msg><__proto__><polluted>1</polluted></__proto__></msg>'],
  ])('is not read when it %s', (_what, harmful) => {
    expect(readXml(harmful)).toBeNull();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('tells XML of WeChat from words', () => {
    expect(looksLikeXml('<msg>')).toBe(true);
    expect(looksLikeXml('<b>加粗</b>')).toBe(false);
  });

  it.each(['<br', '<img class="emoji ', '「', '@', '。'])('is done with %j and very many blanks at once', (start) => {
    const long = `${start}${' '.repeat(100_000)}x`;
    expect(parseWechat(said({ text: long }))?.text).toBe(long);
    expect(parseWechat(said({ type: 10, raw: { MsgType: 1, OriginalContent: long } }))?.text).toBe(long);
  });

  it('reads a long text of brackets and dashes in a straight line', () => {
    const long = `「${'「\n- - - - -\n'.repeat(20_000)}`;
    expect(readQuote(long, [])).toBeNull();
  });
});
