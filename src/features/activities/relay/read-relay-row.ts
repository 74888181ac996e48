import type { RosterNames } from './roster-names.ts';
import { answerBeforeName, readRowWords, type RowState } from './row-words.ts';

/** One row of a relay list. */
export interface RelayRow {
  /** As it stands in the list; rows that name several people share it. */
  number: number;
  /** The row without its number, as it was written; at most 600 characters. */
  text: string;
  name: string;
  /** What stands beside the name. */
  note: string;
  state: RowState;
  /** People, the person included. */
  count: number;
  /** Platform id of who wrote it, where the platform says so. */
  author?: string;
  at?: Date;
}

const longestText = 600;
const longestNote = 200;

/** What a name ends at. Not a dot: We.SNM. */
const token = /^(?:[（(【][^）)】\n]{0,20}[）)】][ \t]*)?[^\s，,、丶;；：:（(]+/u;
const leading = /^[\s，,、丶;；：:]+(?=\S)/u;
const dash = /[-—–－~～|｜_]/u;
const gluedCount = /^(.{1,40}?)((?:[+＋]\d{1,2}|\d{1,2}(?:份|个?人|位))(?:人|位)?)$/u;
const joiner = /^[ \t]*(?:[、，,丶/&和与及]|[ \t])[ \t]*/u;

/** The first word of a row, which holds its name. */
export const firstWord = (text: string): string => token.exec(text.replace(leading, ''))?.[0] ?? text.slice(0, 40);

/** Splits a row's text at its name, by its look alone. */
function splitByLook(text: string): { name: string; note: string } {
  const word = firstWord(text);
  const rest = text.slice(text.indexOf(word) + word.length);
  const stroke = word.search(dash);
  if (stroke > 0) return { name: word.slice(0, stroke), note: word.slice(stroke + 1) + rest };
  const [, name, glued] = gluedCount.exec(word) ?? [];
  if (name !== undefined && glued !== undefined && name.trim() !== '') return { name, note: glued + rest };
  return { name: word, note: rest };
}

/** The names of the unit that a row begins with: more than one only where the roster says so (美芬、慧珍). */
function knownNames(text: string, names: RosterNames): { found: string[]; rest: string } {
  const found: string[] = [];
  let rest = text;
  let next = names.at(rest);
  while (next) {
    found.push(next.name);
    rest = rest.slice(next.length);
    const between = joiner.exec(rest)?.[0] ?? '';
    next = between === '' ? null : names.at(rest.slice(between.length));
    if (next) rest = rest.slice(between.length);
  }
  return { found, rest };
}

const tidyNote = (note: string) =>
  note
    .replace(/^[\s，,、丶;；：:\-—–－]+/u, '')
    .trimEnd()
    .slice(0, longestNote);

/** Reads the text of one row; several rows where it names several members. */
export function readRow(number: number, said: string, names: RosterNames): RelayRow[] {
  const text = said.trim().slice(0, longestText);
  const first = answerBeforeName.exec(text)?.[0] ?? '';
  const plain = text.slice(first.length);
  const { found, rest } = knownNames(plain, names);
  const look = splitByLook(plain);
  const note = tidyNote(first + (found.length > 0 ? rest : look.note));
  const people = found.length > 0 ? found : [look.name.trim()];
  return people.map((name) => ({ number, text, name, note, ...readRowWords(note) }));
}
