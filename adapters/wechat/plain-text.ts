import { cleanText } from '../../src/lib/text.ts';

/** Line ends of web clients, in every spelling; typed ones come as entities and are not meant. */
const lineEnd = /<br\s*\/?\s*>/gi;
/** Pictures that stand for an emoji (its code points in hex) or for one of WeChat's own faces (their name in `text`). */
const emoji = /<(?:span|img)\b[^<>]*?\bclass="(?:qq)?emoji (?:qq)?emoji([\da-f]*)"[^<>]*>(?:<\/span>)?/gi;
const faceName = /\btext="(\[[^\]"]{1,20}\])/;

/** Spaces of WeChat's making: U+2005 and U+2006 behind a mention, the no-break space of web clients. */
const oddSpaces = /[\u2005\u2006\u00A0]/g;

const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos|nbsp));/gi;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00A0' };

/** The words of a text in the mark-up of web clients. Entities are read once: what somebody typed as `&lt;` stays so. */
export function readMarkup(markup: string): string {
  const bare = markup
    .replace(lineEnd, '\n')
    .replace(emoji, (tag, code: string) => faceName.exec(tag)?.[1] ?? fromHex(code));
  return readEntities(bare);
}

/** Line ends alone: for XML that came with them, whose entities its parser reads. */
export const readLineEnds = (text: string): string => text.replace(lineEnd, '\n');

export const readEntities = (text: string): string =>
  text.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    return character(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)) ?? whole;
  });

/** Hex digits of one or more code points set together: 1f604, 2764fe0f, 1f1e81f1f3. */
const fromHex = (digits: string): string =>
  (digits.match(/1f[\da-f]{3}|[\da-f]{4}/gi) ?? []).map((code) => character(Number.parseInt(code, 16)) ?? '').join('');

function character(code: number): string | undefined {
  const isOne = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isOne ? String.fromCodePoint(code) : undefined;
}

/** Words as the rest of the house takes them: \n as line end, ordinary spaces, none at the ends. */
export const tidyWords = (text: string): string => cleanText(text).replace(oddSpaces, ' ').trim();
