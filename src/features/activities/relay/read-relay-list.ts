import { cleanText } from '../../../lib/text.ts';
import { readRow, type RelayRow } from './read-relay-row.ts';
import { noNames, type RosterNames } from './roster-names.ts';
import { chooseOpeners, findOpeners, type Opener } from './read-openers.ts';

export type { RelayRow } from './read-relay-row.ts';

/** A relay list (接龙) as it was read from its words or from the platform's own data. */
export interface RelayList {
  /** Headings above the rows; without the example. */
  title: string;
  /** 例 …; nobody's row. */
  example: string;
  /** What follows the rows after an empty line. */
  tail: string;
  rows: readonly RelayRow[];
  /** Numbers that are skipped between the first row and the last. */
  missing: readonly number[];
  /** It says itself that it is one: #接龙, #接龍, #Group Note. Else only its title speaks of 接龙 or 报名名单. */
  marked: boolean;
}

/** WeChat's own limit of rows, and about as many characters as they can have; whatever is longer is something else. */
const mostRows = 500;
const longestText = 100_000;
/** Longest title, example and tail kept. */
const longestPart = 600;

/** At the beginning or the end of a line; in the middle somebody only talks of one: 我们来 #接龙 吧. */
const mark = /(?:^|\n)[ \t]*[#＃][ \t]*(?:接[龙龍]|group note)|[#＃](?:接[龙龍]|group note)[ \t]*(?:\n|$)/iu;
const anyMark = /[#＃][ \t]*(?:接[龙龍]|group note)/giu;
const unmarkedTitle = /接[龙龍]|(?:^|\n)[ \t【]*报名名单/u;
const example = /^[ \t]*(?:例如?|示例|如|格式如?)(?:[ \t:：,，。]|$)/u;
const sampleRow = /^(?:例如?|示例|格式)[ \t:：]/u;
/** 「名字：words」 and a rule of dashes: what was quoted. */
const ruler = /^(?:[-—–][ \t]*){5,}$/u;
/** A pasted message may begin with its sender. */
const senderLine = /^[^\n]{1,40}[:：]$/u;

/** The words without what they quote. */
function withoutQuote(text: string): string {
  if (!/^\s*[「“"]/u.test(text)) return text;
  const lines = text.split('\n');
  const rule = lines.findIndex((line) => ruler.test(line.trim()));
  return rule < 0 ? text : lines.slice(rule + 1).join('\n');
}

/** The first opener of the list: numbers above it that a new 1 after an empty line follows are a part of the heading. */
function listStart(openers: readonly Opener[], text: string, names: RosterNames): number {
  const restart = openers.findLastIndex(({ number, afterGap }, index) => index > 0 && number === 1 && afterGap);
  if (restart < 0) return 0;
  const known = (part: readonly Opener[]) =>
    part.filter(({ from }) => names.at(text.slice(from, from + 60)) !== null).length;
  return known(openers.slice(0, restart)) > known(openers.slice(restart)) ? 0 : restart;
}

/** Title and example of what stands above the rows. */
function readHeading(above: string): { title: string; example: string } {
  const lines = above.replace(anyMark, '\n').split('\n');
  const from = lines.findIndex((line) => example.test(line));
  const titleLines = from < 0 ? lines : lines.slice(0, from);
  const title = titleLines.map((line) => line.trim()).filter((line) => line !== '' && !senderLine.test(line));
  const sample = from < 0 ? '' : lines.slice(from).join('\n').trim();
  return { title: title.join('\n').slice(0, longestPart), example: sample.slice(0, longestPart) };
}

const gapIn = /\n[ \t]*\n/u;

/** Splits the last row from what follows it after an empty line. */
function cutTail(text: string): { row: string; tail: string } {
  const gap = gapIn.exec(text);
  if (!gap) return { row: text, tail: '' };
  return { row: text.slice(0, gap.index), tail: text.slice(gap.index).trim().slice(0, longestPart) };
}

/** Numbers left out between the smallest and the greatest. */
export function missingNumbers(rows: readonly RelayRow[]): number[] {
  const there = new Set(rows.map(({ number }) => number));
  if (there.size === 0) return [];
  const first = Math.min(...there);
  const numbers = Array.from({ length: Math.max(...there) - first }, (_, index) => first + index);
  return numbers.filter((number) => !there.has(number));
}

/** The rows of a text that is nothing but rows, in the order they stand. */
function readRows(openers: readonly Opener[], text: string, names: RosterNames) {
  let tail = '';
  const rows = openers.flatMap(({ from, number }, index) => {
    const next = openers[index + 1];
    const said = text.slice(from, next?.start);
    const cut = next ? { row: said, tail: '' } : cutTail(said);
    tail = cut.tail;
    const words = cut.row.trim();
    return words === '' || sampleRow.test(words) ? [] : readRow(number, words, names);
  });
  return { rows, tail };
}

/** Line ends as messages and desktop copies have them. */
const plainLines = (text: string) => cleanText(text).replaceAll(/<br ?\/?>|⏎/gu, '\n');

const mayBeList = /接[龙龍]|group note|报名名单/iu;

/**
 * Reads a relay list, whole or none: its heading, and rows of any of WeChat's separators, each of one or more lines.
 * What is quoted is not read. `names` are those of the unit: they find names with spaces and several names in a row.
 * Pure and linear in the length of the text. @returns null when the text is no list
 */
export function readRelayList(said: string, names: RosterNames = noNames): RelayList | null {
  if (said.length > longestText || !mayBeList.test(said)) return null;
  const text = withoutQuote(plainLines(said));
  const found = findOpeners(text);
  const openers = chooseOpeners(found.slice(listStart(found, text, names)), text, names);
  const [first] = openers;
  if (!first || openers.length > mostRows) return null;
  const above = text.slice(0, first.start);
  const marked = mark.test(above);
  const { rows, tail } = readRows(openers, text, names);
  if (rows.length === 0 || !(marked || isUnmarkedList(above, rows))) return null;
  return { ...readHeading(above), tail, rows, missing: missingNumbers(rows), marked };
}

/** Without its mark a list must look like one: a title that calls for it, and names instead of sentences. */
function isUnmarkedList(above: string, rows: readonly RelayRow[]): boolean {
  if (!unmarkedTitle.test(above.replace(anyMark, '')) || rows.length < 2) return false;
  const short = rows.filter(({ name }) => name.length <= 12);
  return short.length * 3 >= rows.length * 2;
}
