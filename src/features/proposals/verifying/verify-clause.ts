import { findPersonalData } from '../../../llm/redact.ts';
import { dateIsSaidBy } from './read-dates.ts';
import { readFigures } from './read-figures.ts';
import { quantityIsSaidBy } from './read-quantities.ts';

/** The parts of a proposal, in order. */
export const sections = ['matter', 'situation', 'cause', 'suggestion'] as const;
export type Section = (typeof sections)[number];

/** One statement of a draft and the labels of the submissions it rests on, such as 社-12. */
export interface DraftClause {
  readonly section: Section;
  readonly text: string;
  readonly cites: readonly string[];
}

/** Why a clause may not stand. */
export const clauseFaults = [
  'empty',
  'too_long',
  'no_cite',
  'unknown_cite',
  'personal_data',
  'foreign_mark',
  'quotation',
  'date',
  'quantity',
  'unsupported',
] as const;
export type ClauseFault = (typeof clauseFaults)[number];

/** Share of a cause's character pairs that its sources have. Causes are what models like to make up. */
const leastCauseSupport = 0.25;

/** A clause is a sentence or two, not a page. */
const longestClause = 400;

const quotations = /[“「『《]([^“”「」『』《》]+)[”」』》]|"([^"]+)"/g;

/** Equal for texts that differ in width and white space only. */
const fold = (text: string) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
const contentPairs = (text: string) => {
  const characters = Array.from(text.normalize('NFKC').replace(/[^\p{Script=Han}\p{L}]/gu, ''));
  return new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`));
};

/**
 * Links, fences of the prompt, ids local to a call, mark-up, the beginning of a formula, signs for a terminal and halves of
 * characters have no business in a draft unless a member wrote them.
 */
const foreignMarks =
  /https?:\/\/\S+|www\.\S+|<<<|>>>|\{\{|#[0-9a-f]{8,}|<[a-z/!][^>]*>?|!\[|^\s*[=＝@]|(?![\n\t])\p{Cc}|\uFFFD/giu;

/**
 * Holds one clause against the submissions it cites; nothing else counts. Every figure, date and percentage must be said
 * by a cited source (Arabic and Chinese writing alike), every quotation must be in one word for word. Pure, and the same
 * for a model's text, verbatim sentences and a person's changes.
 * @param sources the draft's submissions by label, personal data masked
 * @returns null when the clause may stand
 */
export function verifyClause(clause: DraftClause, sources: ReadonlyMap<string, string>): ClauseFault | null {
  const { text, cites } = clause;
  if (text.trim() === '') return 'empty';
  if (text.length > longestClause) return 'too_long';
  if (cites.length === 0) return 'no_cite';
  const cited = cites.flatMap((label) => sources.get(label) ?? []);
  if (cited.length !== cites.length) return 'unknown_cite';
  if (findPersonalData(text).length > 0) return 'personal_data';
  return verifyAgainst(clause, cited);
}

function verifyAgainst({ section, text }: DraftClause, cited: readonly string[]): ClauseFault | null {
  const folded = cited.map(fold);
  const occurs = (part: string) => folded.some((source) => source.includes(fold(part)));
  if ([...text.matchAll(foreignMarks)].some(([mark]) => !occurs(mark))) return 'foreign_mark';
  const quoted = [...text.matchAll(quotations)].map((match) => match[1] ?? match[2] ?? '');
  if (!quoted.every(occurs)) return 'quotation';
  const figures = verifyFigures(text.replace(quotations, '“”'), cited);
  if (figures !== null) return figures;
  if (occurs(text)) return null;
  const known = cited.map(contentPairs);
  const pairs = [...contentPairs(text)];
  const supported = pairs.filter((pair) => known.some((source) => source.has(pair))).length;
  const needed = section === 'cause' ? pairs.length * leastCauseSupport : 0;
  return supported > needed ? null : 'unsupported';
}

/** Figures inside quotations were held against the source word for word, so they are not part of `text`. */
function verifyFigures(text: string, cited: readonly string[]): ClauseFault | null {
  const { dates, quantities } = readFigures(text);
  if (dates.length === 0 && quantities.length === 0) return null;
  const said = cited.map(readFigures);
  const saidDates = said.flatMap((source) => source.dates);
  if (!dates.every((date) => saidDates.some((source) => dateIsSaidBy(date, source)))) return 'date';
  const saidQuantities = said.flatMap((source) => source.quantities);
  const found = quantities.every((quantity) => saidQuantities.some((source) => quantityIsSaidBy(quantity, source)));
  return found ? null : 'quantity';
}
