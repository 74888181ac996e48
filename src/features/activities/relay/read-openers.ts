import { alignFold } from '../when.ts';
import type { RosterNames } from './roster-names.ts';

/** A line, or a part of one, that may begin a row. */
export interface Opener {
  /** Where the number stands in the text. */
  start: number;
  /** Where the words after the number and its separator begin. */
  from: number;
  number: number;
  /** The separator and whether a space follows it: lists keep to one. */
  style: string;
  /** An empty line, or nothing, stands before it. */
  afterGap: boolean;
}

/** Any separator that WeChat takes after a number, half width. */
const separators = ').,~。、丶:;_#@!&*%—-';
const opening = new RegExp(`^[ \\t]*(\\d{1,3})([${separators}])([ \\t]*)`, 'u');
/** Followed by a digit these make a time, a date or a measure: 7:20, 7.50, 8-9. */
const joinsDigits = '.,:;~_-—#*';
/** Between two rows on one line. */
const inline = /(?<![ \t])[ \t]{2,}(?![ \t])(?=\d{1,3}[.。、丶)])/gu;

function openerAt(line: string, start: number, afterGap: boolean): Opener | null {
  const match = opening.exec(line);
  const [whole = '', digits = '', separator = '', space = ''] = match ?? [];
  if (!match) return null;
  const rest = line.slice(whole.length);
  const glued = space === '' && joinsDigits.includes(separator) && /^\d/u.test(rest);
  // «4.66» on a line of its own may be the member whom everybody knows as 66.
  if (glued && !(separator === '.' && /^\d{2,}[ \t]*$/u.test(rest))) return null;
  const style = glued ? `${separator}digits` : `${separator}${space === '' ? '' : ' '}`;
  return { start, from: start + whole.length, number: Number(digits), style, afterGap };
}

/** Every place of a text where a row could begin: at the beginning of a line, or after a wide gap inside one. */
export function findOpeners(text: string): Opener[] {
  const openers: Opener[] = [];
  let start = 0;
  let afterGap = true;
  for (const line of alignFold(text).split('\n')) {
    const whole = openerAt(line, start, afterGap);
    if (whole) openers.push(whole);
    if (whole) {
      for (const gap of line.matchAll(inline)) {
        const at = gap.index + gap[0].length;
        const opener = openerAt(line.slice(at, at + 20), start + at, false);
        if (opener) openers.push(opener);
      }
    }
    afterGap = line.trim() === '';
    start += line.length + 1;
  }
  return openers;
}

/** For each opener the smallest number that comes after it in the list's own style. */
function smallestAfter(openers: readonly Opener[], style: string): number[] {
  const smallest = Array.from(openers, () => Infinity);
  let least = Infinity;
  for (let index = openers.length - 1; index >= 0; index -= 1) {
    smallest[index] = least;
    const opener = openers[index];
    if (opener?.style === style) least = Math.min(least, opener.number);
  }
  return smallest;
}

/**
 * Which of them begin rows: only a greater number does, so that numbers inside a row (1）…, 2）…) stay inside. One in
 * another style is inside when the list goes on in its own below it. A name of the unit begins a row in any case.
 */
export function chooseOpeners(openers: readonly Opener[], text: string, names: RosterNames): Opener[] {
  const style = openers[0]?.style ?? '';
  const smallest = smallestAfter(openers, style);
  const chosen: Opener[] = [];
  let current = -1;
  let inside = '';
  openers.forEach((opener, index) => {
    const { number, from } = opener;
    const own = opener.style === style;
    const listGoesOn = (smallest[index] ?? Infinity) <= number;
    const follows = own ? number > current : number === current + 1 && !listGoesOn && opener.style !== inside;
    const begins = chosen.length === 0 || follows || names.at(text.slice(from, from + 60)) !== null;
    if (!begins) {
      if (!own) inside = opener.style;
      return;
    }
    chosen.push(opener);
    current = Math.max(current, number);
    inside = '';
  });
  return chosen;
}
