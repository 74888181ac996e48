import { foldText } from '../lib/text.ts';
import type { Command } from './command.ts';

export interface CommandMatch {
  command: Command;
  /** What follows the word, as the person wrote it. */
  rest: string;
  /** The word that was said, as help shows it. */
  word: string;
}

/** What may stand between a command's words and the rest. */
const separator = /^[\s:：,，、。\u3000]+/;

/**
 * Brackets, hash marks and strokes that people put around or before a heading: #社情民意 …, 【社情民意】…, /积分榜. Not 《》:
 * a bulletin's title.
 */
const opening = /^[\s#＃【[「/／]+/;
const closing = /^[\s】\]」#＃]+/;

interface Head {
  rest: string;
  separated: boolean;
}

/** A text as the words are looked for in it: without the brackets before it, and how it begins once folded. */
interface Beginning {
  body: string;
  first: string;
}

function beginningOf(text: string): Beginning {
  const body = text.replace(opening, '');
  // More than one character is folded, since some are put together from several and some fold to nothing.
  return { body, first: foldText(body.slice(0, 12)).charAt(0) };
}

/** Words are few and asked about for every message of every group. */
const foldedWords = new Map<string, string>();

function foldWord(word: string): string {
  const known = foldedWords.get(word);
  if (known !== undefined) return known;
  const folded = foldText(word);
  foldedWords.set(word, folded);
  return folded;
}

/**
 * Takes `word` off the beginning of a text, compared after folding and through its brackets. null = it does not begin so.
 * The original text of the rest is kept: folding is for comparing only.
 */
function takeWord({ body, first }: Beginning, word: string): Head | null {
  const folded = foldWord(word);
  if (first !== '' && folded.charAt(0) !== first) return null;
  // NFKC may change lengths, so the cut is looked for: the shortest beginning that folds to the word.
  for (let end = 1; end <= Math.min(body.length, word.length * 3); end += 1) {
    const head = foldText(body.slice(0, end));
    if (head === folded) return separate(body.slice(end));
    if (!folded.startsWith(head)) return null;
  }
  return null;
}

function separate(after: string): Head {
  const tail = after.replace(closing, '');
  const rest = tail.replace(separator, '');
  return { rest: rest.trim(), separated: rest === '' || tail.length !== after.length || rest.length !== tail.length };
}

function slashMatch(commands: readonly Command[], text: string): CommandMatch | null {
  const found = /^[/／]([\w＿０-９Ａ-Ｚａ-ｚ]+)(?:\s+([\s\S]*))?$/u.exec(text.trim());
  const alias = found?.[1]?.normalize('NFKC').toLowerCase();
  const command = commands.find((candidate) => candidate.alias === alias);
  return command ? { command, rest: (found?.[2] ?? '').trim(), word: command.words[0] } : null;
}

const fits = (command: Command, head: Head, lenient: boolean) => {
  if (command.match === 'whole') return head.rest === '' || (lenient && head.separated);
  return head.separated || lenient || (command.match === 'glued' && command.args.safeParse(head.rest).success);
};

/**
 * The command a message begins with; the longest word wins. `lenient` is for messages addressed to the bot: then the
 * rest may follow the words without a separator.
 */
export function readCommand(commands: readonly Command[], text: string, lenient: boolean): CommandMatch | null {
  const slash = slashMatch(commands, text);
  if (slash) return slash;
  const beginning = beginningOf(text);
  let best: CommandMatch | null = null;
  for (const command of commands) {
    for (const word of command.words) {
      const head = takeWord(beginning, word);
      if (head && fits(command, head, lenient) && word.length > (best?.word.length ?? 0)) {
        best = { command, rest: head.rest, word };
      }
    }
  }
  return best;
}

/** Edit distance between two short words, counted in characters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The one command word that a message was probably meant to be; null when none is near. */
export function suggestWord(commands: readonly Command[], text: string): string | null {
  const said = foldText(text).replace(/^\//, '').slice(0, 12);
  const near = commands
    .flatMap((command) => command.words)
    .map((word) => ({ word, far: distance(said, foldText(word)) }))
    .filter(({ word, far }) => far <= (word.length > 3 ? 2 : 1) && far < word.length)
    .toSorted((a, b) => a.far - b.far);
  return near[0]?.word ?? null;
}
