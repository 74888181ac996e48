import { findLabel, takeLabel } from './label.ts';

export interface AdoptionNews {
  number: number;
  /** Who adopted it, as said; '' when left out. */
  adopter: string;
}

const tidy = (words: string) =>
  words
    .replace(/^[\s,，、:：被获由]+|[\s,，。！!]+$/gu, '')
    .replace(/(?:采用|采纳|录用)了?$/u, '')
    .trim();

/** Reads what follows 采用: «社-12 市政协», «12 市政协», «市政协 社-12». */
export function readAdoption(text: string): AdoptionNews | null {
  const found = takeLabel(text) ?? findLabel(text);
  if (!found) return null;
  const adopter = tidy(found.rest);
  return adopter.length > 30 ? null : { number: found.number, adopter };
}

const sentences = [
  /^采[用纳]\s*(?=社|第?\s*\d)/u,
  /^(?=社[^被获]{0,12}[被获][^，。\n]{1,30}采[用纳]了?[。！!]?$)/u,
  /^(?=[^，。\n]{1,30}采[用纳]了\s*社\s*[-－—]?\s*\d+[。！!]?$)/u,
] as const;

/** Finds the news in a sentence: «采用 社-12 市政协», «社-12被市政协采用了», «市政协采用了社-12». null = none of these. */
export function recogniseAdoption(text: string): string | null {
  const said = text.normalize('NFKC').trim();
  const match = sentences.map((sentence) => sentence.exec(said)).find((one) => one !== null);
  if (!match) return null;
  const rest = said.slice(match[0].length).replace(/采[用纳]了?(?=\s*社)/u, ' ');
  return readAdoption(rest) ? rest : null;
}
