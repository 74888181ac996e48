import { readSpokenRange } from '../../../lib/chinese-number.ts';
import { boundAfter, boundBefore, figure, readFigure, shapes, written, type Quantity } from './read-shapes.ts';
import { boundOf, figuresOfSpeech, listMarks, measureAt, measureOf } from './quantity-words.ts';

const number = new RegExp(`(${boundBefore})?(第)?(${figure})([余多来几])?`, 'g');
const name = /[a-z]+[-_]?[0-9]+(?:[.-][0-9]+)*[a-z]*/gi;

/** Particles and connectives that may follow a figure without being what it counts. */
const connectives = /^[等和与及或的是在为至到以被将并而但则由从对向给把让也都已未不了着过有其这那此该]/;

const blank = (text: string) => '\0'.repeat(text.length);

interface Found extends Quantity {
  readonly start: number;
  readonly end: number;
}

/** Reads and blanks what has a shape of its own. */
function readShapes(text: string, found: Found[]): string {
  let rest = text;
  for (const { pattern, read } of shapes) {
    rest = rest.replace(pattern, (whole: string, ...groups: (string | number | undefined)[]) => {
      const texts = groups.slice(0, -2).map((group) => (group === undefined ? '' : String(group)));
      const quantity = read(...texts);
      if (quantity === null) return whole;
      const start = Number(groups.at(-2));
      found.push({ ...quantity, start, end: start + whole.length });
      return blank(whole);
    });
  }
  return rest;
}

/** What follows a figure: its measure word, else the next character, which at least must be the same in the source. */
function unitAfter(rest: string, isWord: boolean): { unit: string; length: number } | null {
  const spaces = rest.length - rest.trimStart().length;
  const text = rest.trimStart();
  const latin = /^[a-z%‰#°℃]+[0-9]?/i.exec(text)?.[0] ?? '';
  const measure = measureAt(text);
  if (measure !== '' && measure.length >= latin.length)
    return { unit: measureOf(measure) ?? measure, length: spaces + measure.length };
  if (latin !== '') return { unit: latin.toLowerCase(), length: spaces + latin.length };
  if (isWord) return null;
  const next = /^\p{Script=Han}/u.exec(text)?.[0] ?? '';
  return next === '' || connectives.test(next) ? { unit: '', length: 0 } : { unit: next, length: spaces };
}

function valuesOf(said: string): string[] {
  const range = readSpokenRange(said);
  if (range) return range.map(String);
  const value = readFigure(said);
  return [value === null ? said : written(value)];
}

function readNumbers(text: string, found: Found[]): void {
  for (const match of text.matchAll(number)) {
    const [whole, pre, ordinal, said = '', post] = match;
    const end = match.index + whole.length;
    // A lone Chinese numeral is a quantity only before a measure word: 三农, 百姓 and 第三方 count nothing.
    const unit = unitAfter(text.slice(end), !/[0-9]/.test(said) && said.length === 1 && !pre && !post);
    if (unit === null) continue;
    const tail = new RegExp(`^[多余]?(${boundAfter})?`).exec(text.slice(end + unit.length));
    const bound =
      boundOf(pre) || boundOf(post) || boundOf(tail?.[1]) || (/^[多余]/.test(tail?.[0] ?? '') ? 'over' : '');
    const full = ordinal ? `ord:${unit.unit}` : unit.unit;
    for (const value of valuesOf(said)) {
      found.push({ value, unit: full, bound, start: match.index, end: end + unit.length });
    }
  }
}

/** 80-90元, 1、2、9栋: figures of a range or a list count what the last of them does. */
function shareUnits(found: Found[], text: string): Quantity[] {
  const shared: Quantity[] = [];
  let next: { start: number; unit: string } | null = null;
  for (const { value, bound, start, end, unit: own } of found.toSorted((a, b) => b.start - a.start)) {
    const joined = next !== null && /^\s*[-~―—–至到、,和及与或]+\s*$/.test(text.slice(end, next.start));
    const unit: string = own === '' && joined && next !== null ? next.unit : own;
    shared.push({ value, bound, unit });
    next = { start, unit };
  }
  return shared.toReversed();
}

export type { Quantity };

/** Reads every quantity of a folded text (NFKC, dates taken out). Arabic and Chinese writing come out the same. */
export function readQuantities(folded: string): Quantity[] {
  const found: Found[] = [];
  let text = folded
    .replace(/(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])/g, (figures) => figures.replaceAll(',', ''))
    .replace(listMarks, blank)
    .replace(figuresOfSpeech, blank);
  text = text.replace(name, (whole: string, offset: number) => {
    found.push({ value: whole.toLowerCase(), unit: 'name', bound: '', start: offset, end: offset + whole.length });
    return blank(whole);
  });
  text = readShapes(text, found);
  readNumbers(text, found);
  return shareUnits(found, text);
}

/** Units that make another number of the figure. */
const shaped = /^(?:%|frac|clock|name|weekday|word|ord:.*)$/;

/**
 * True when the source's quantity says what the claim says: the same figure of the same thing. An exact figure may be
 * told as "about"; the other way round would add precision that nobody gave. A claim without a measure word is looser
 * than its source and passes, but for single digits, which every text has.
 */
export function quantityIsSaidBy(claim: Quantity, source: Quantity): boolean {
  if (claim.value !== source.value) return false;
  const looser = claim.unit === '' && claim.value.length > 1 && !shaped.test(source.unit);
  if (claim.unit !== source.unit && !looser) return false;
  return claim.bound === source.bound || (claim.bound === 'about' && source.bound === '');
}
