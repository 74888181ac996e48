import type { OutboundBody } from '../../src/chat/message.ts';
import { cleanText, shorten } from '../../src/lib/text.ts';
import { splitText } from '../shared/split-text.ts';

/** Words of a message with the heading's length; the heading stands at their beginning. */
export interface Words {
  plain: string;
  heading: number;
}

/** Characters of a heading; what is longer is cut. */
const longestHeading = 100;

/** The heading on a line of its own, then the text. */
export function wordsOf({ title = '', text }: Pick<OutboundBody, 'title' | 'text'>): Words {
  const heading = shorten(cleanText(title).replace(/\s+/g, ' ').trim(), longestHeading);
  const said = cleanText(text).trim();
  return { plain: heading !== '' && said !== '' ? `${heading}\n${said}` : heading || said, heading: heading.length };
}

/** As Telegram's HTML, in pieces of at most `limit` UTF-16 units: it counts them after the mark-up is read. */
export function formatPieces(words: Words, limit: number): string[] {
  return splitText(words.plain, limit).map((piece, index) => format(piece, index === 0 ? words.heading : 0));
}

/** As one piece; a longer text is cut, ending in …. */
export function formatWithin({ plain, heading }: Words, limit: number): string {
  const fitting = plain.length <= limit ? plain : `${splitText(plain, limit - 1)[0] ?? ''}…`;
  return format(fitting, heading);
}

function format(plain: string, heading: number): string {
  const bold = escape(plain.slice(0, heading));
  return `${bold === '' ? '' : `<b>${bold}</b>`}${escape(plain.slice(heading))}`;
}

/** Telegram's HTML has these three characters of its own; everything else stands for itself. */
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
