import type { NativeRelay, RelayEntry } from '../../../src/chat/message.ts';
import { plainWords } from './plain-text.ts';
import { findNode, nodesAt, readXml, wordsAt, type XmlNode } from './read-xml.ts';

/** How WeChat's clients head a relay list, by their language. */
const mark = /#(?:接龙|接龍|Group Note)/i;
const headed = /^#接龙(?=\s|$)/;

/** WeChat allows 500; more than twice as many is no list. */
const mostEntries = 1000;

/**
 * A native relay list (appmsg type 53) from its `solitaire_info`, which says who wrote each row and when. Places are
 * `start-length` in UTF-16 units of the title. They can lie (a title that was changed on the way), so each has to stand
 * behind its number and go up to the end of a line.
 *
 * @returns undefined when the data are absent or do not fit the title: its words have to do
 */
export function readSolitaire(appmsg: XmlNode | undefined): NativeRelay | undefined {
  const list = findSolitaire(findNode(appmsg, 'extinfo', 'solitaire_info') ?? findNode(appmsg, 'solitaire_info'));
  if (list === undefined) return undefined;
  const title = wordsAt(appmsg, 'title');
  const rows = nodesAt(findNode(list, 'content'), 'i').slice(0, mostEntries);
  const separator = wordsAt(list, 's') || '.';
  const entries = rows.filter((row) => wordsAt(row, 'h') !== '1').map((row) => readEntry(row, title, separator));
  if (!entries.every((entry) => entry !== null)) return undefined;
  return {
    starter: wordsAt(list, 'au').trim() || null,
    title: readPart(list, 'tt', title).replace(mark, '').trim(),
    example: readPart(list, 'ex', title),
    tail: readPart(list, 'tl', title),
    ended: wordsAt(list, 'loss') === '1',
    entries,
  };
}

/** The list is text in its element, which is XML again; some clients set it there as elements. */
function findSolitaire(info: XmlNode | undefined): XmlNode | undefined {
  return findNode(info, 'solitaire') ?? findNode(readXml(wordsAt(info)), 'solitaire');
}

function readEntry(row: XmlNode, title: string, separator: string): RelayEntry | null {
  const range = readRange(wordsAt(row, 'r'));
  const text = range ? wordsOfRow(title, range, wordsAt(row, 's') || separator) : wordsAt(row, 'c');
  if (text === null || text.trim() === '') return null;
  return { author: wordsAt(row, 'u').trim() || null, at: readSecond(wordsAt(row, 't')), text: plainWords(text) };
}

interface Range {
  start: number;
  length: number;
}

function readRange(words: string): Range | null {
  const [, start, length] = /^\s*(\d{1,7})-(\d{1,7})\s*$/.exec(words) ?? [];
  return start === undefined ? null : { start: Number(start), length: Number(length) };
}

/** @returns null when it is not the words behind a number, up to the end of a line */
function wordsOfRow(title: string, { start, length }: Range, separator: string): string | null {
  const end = start + length;
  const line = title.slice(Math.max(0, title.lastIndexOf('\n', start - 1) + 1), start);
  const isNumber = /^\s*\d{1,4}/.test(line) && line.replace(/^\s*\d{1,4}/, '').trim() === separator.trim();
  if (!isNumber || end > title.length || !/^[^\S\n]*(?:\n|$)/.test(title.slice(end))) return null;
  return title.slice(start, end);
}

/** Heading, example or closing line: a place in the title, or the words themselves. */
function readPart(list: XmlNode, name: string, title: string): string {
  const words = wordsAt(list, name);
  const range = readRange(words);
  return plainWords(range ? title.slice(range.start, range.start + range.length) : words);
}

/** Seconds since 1970. */
function readSecond(words: string): Date | null {
  return /^\d{9,10}$/.test(words.trim()) ? new Date(Number(words) * 1000) : null;
}

/** The words of a native list, headed as readers of lists know it: the mark may stand inside its title. */
export function headRelay(text: string): string {
  const words = text.trim();
  if (headed.test(words)) return words;
  return `#接龙\n${words
    .replace(mark, '')
    .replace(/^[^\S\n]*\n/, '')
    .trim()}`;
}

export const saysRelay = (text: string): boolean => mark.test(text);
