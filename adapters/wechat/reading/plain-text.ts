import { cleanText } from '../../../src/lib/text.ts';

/** Line ends of web clients, in every spelling; typed ones come as entities and are not meant. */
const lineEnd = /<br\s{0,3}\/?\s{0,3}>/gi;
/** Pictures that stand for an emoji (its code points in hex) or for one of WeChat's own faces (their name in `text`). */
const emoji = /<(?:span|img)\b[^<>]*?\bclass="(?:qq)?emoji (?:qq)?emoji([\da-f]*)"[^<>]*>(?:<\/span>)?/gi;
const faceName = /\btext="(\[[^\]"]{1,20}\])/;

/** The no-break space of web clients, and the narrow one that some write behind a mention. */
const oddSpaces = /[\u2006\u00A0]/g;
/** What phones write behind a mention. */
const mentionEnd = /\u2005/g;

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

/** Words with \n as line end, ordinary spaces, none at the ends; U+2005 is left, for it tells where a mention ends. */
export const tidyWords = (text: string): string => cleanText(text).replace(oddSpaces, ' ').trim();

/** Words as the rest of the house takes them. */
export const plainWords = (text: string): string => tidyWords(text).replace(mentionEnd, ' ').trim();
