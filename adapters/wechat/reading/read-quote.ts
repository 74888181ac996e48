import { plainWords } from './plain-text.ts';
import { findNode, looksLikeXml, readXml, wordsAt, type XmlNode } from './read-xml.ts';

export interface Quoted {
  /** What the person says to it. */
  text: string;
  /** Id of the quoted message, where the platform gives one. */
  replyTo?: string;
  /** Beginning of the quoted words; absent when they are none. */
  quotedText?: string;
}

/** The line between what is quoted and what is said, as clients and puppets draw it. */
const line = /^[ \t]*(?:[-—–─－_][ \t]*){5,}$/;

/** Code points of the quoted words that are given on. */
const longest = 100;

/**
 * A quotation in words: 「name：words」, a line of dashes, and what is said to it. The brackets of the quoted words
 * themselves are counted, for a quotation can be quoted.
 *
 * @param names what the bot is called; a name may hold a colon
 * @returns null when the text is none
 */
export function readQuote(text: string, names: readonly string[]): Quoted | null {
  const words = text.trimStart();
  if (!words.startsWith('「')) return null;
  const lines = words.split('\n');
  let depth = 0;
  for (const [place, each] of lines.entries()) {
    if (place > 0 && depth <= 0 && line.test(each) && lines[place - 1]?.trimEnd().endsWith('」')) {
      const inside = lines.slice(0, place).join('\n').trim().slice(1, -1);
      const own = lines.slice(place + 1).join('\n');
      return { text: own.trim(), ...quotedWords(withoutName(inside, names)) };
    }
    depth += each.split('「').length - each.split('」').length;
  }
  return null;
}

function withoutName(words: string, names: readonly string[]): string {
  const known = names.find((name) => name !== '' && words.startsWith(`${name}：`));
  if (known !== undefined) return words.slice(known.length + 1);
  const colon = words.search(/[：:]/);
  return colon < 0 || words.slice(0, colon).includes('\n') ? words : words.slice(colon + 1);
}

const quotedWords = (words: string): { quotedText?: string } => {
  const tidy = plainWords(words);
  return tidy === '' ? {} : { quotedText: Array.from(tidy).slice(0, longest).join('') };
};

/** WeChat's numbers of what can be quoted and has words. */
const quotable = { text: '1', app: '49' } as const;

/** A quotation as WeChat has it: appmsg type 57, whose title is what the person says. */
export function readReference(appmsg: XmlNode | undefined): Quoted {
  const quoted = findNode(appmsg, 'refermsg');
  const id = wordsAt(quoted, 'svrid').trim();
  return {
    text: wordsAt(appmsg, 'title'),
    ...(/^[1-9]\d{4,19}$/.test(id) ? { replyTo: id } : {}),
    ...quotedWords(referredWords(quoted)),
  };
}

/** A picture's or a card's content is XML; a card says its title. */
function referredWords(quoted: XmlNode | undefined): string {
  const type = wordsAt(quoted, 'type').trim();
  const content = wordsAt(quoted, 'content').replace(/^wxid_[\w-]{1,60}:\n/, '');
  if (looksLikeXml(content)) return type === quotable.app ? wordsAt(readXml(content), 'msg', 'appmsg', 'title') : '';
  return type === quotable.text || type === quotable.app || type === '' ? content : '';
}
