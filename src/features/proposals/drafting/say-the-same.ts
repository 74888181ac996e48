import { foldText } from '../../../lib/text.ts';
import { readFigures } from '../verifying/read-figures.ts';
import type { SourceText } from './drafted-proposal.ts';
import { overlap, type PairVector } from './pair-weights.ts';
import { denyDifferently, nameTwoPlaces } from './place-words.ts';
import type { Sentence } from './sentences.ts';

/** From this share of common character pairs on, two sentences say the same, wherever they stand. */
const sameFrom = 0.75;
/** From this share on two reporters say the same of one matter, in words of their own. */
const nearFrom = 0.5;

/** A sentence of a source, with its weighted character pairs. */
export interface SaidSentence extends Sentence {
  readonly source: SourceText;
  readonly vector: PairVector;
}

/** Figures that count or measure, and names with figures such as A2, each written alike where they are alike. */
function figuresIn(text: string): { counts: string; names: string[] } {
  const { dates, quantities } = readFigures(text);
  const names = quantities.filter(({ unit }) => unit === 'name').map(({ value }) => value);
  const counted = quantities.filter(({ unit }) => unit !== 'name');
  const counts = counted.map(({ value, unit, bound }) => `${value}|${unit}|${bound}`);
  return { counts: [...dates.map((date) => JSON.stringify(date)), ...counts].toSorted().join(';'), names };
}

/**
 * Whether two sentences can be one clause with both sources: alike in their words, with the same figures, of one place,
 * and neither denying what the other says. A name with a figure (A2区) may stand in one alone.
 */
export function sayTheSame(one: SaidSentence, other: SaidSentence): boolean {
  const shared = overlap(one.vector, other.vector);
  const apart = one.section !== other.section || one.source === other.source;
  if (shared < (apart ? sameFrom : nearFrom)) return false;
  const [mine, theirs] = [figuresIn(one.text), figuresIn(other.text)];
  if (mine.counts !== theirs.counts || differ(mine.names, theirs.names)) return false;
  const [text, second] = [foldText(one.text), foldText(other.text)];
  return !nameTwoPlaces(text, second) && !denyDifferently(text, second);
}

const differ = (names: readonly string[], others: readonly string[]) =>
  names.length > 0 && others.length > 0 && names.toSorted().join() !== others.toSorted().join();

/** Of sentences that say the same the one that all of their sources stand behind: with the fewest names of its own. */
export function spokesman<T extends SaidSentence>(chosen: T, others: readonly T[]): T {
  let best = chosen;
  let fewest = figuresIn(chosen.text).names.length;
  for (const other of others) {
    const names = figuresIn(other.text).names.length;
    if (names < fewest) [best, fewest] = [other, names];
  }
  return best;
}
