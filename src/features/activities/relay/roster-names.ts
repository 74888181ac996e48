import { answerAfterName, joinsNames } from './row-words.ts';

/** For comparing names: half width, lower case, without any white space. */
export const foldName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

/** A name that a text begins with. */
export interface FoundName {
  name: string;
  /** UTF-16 units of the text that it takes. */
  length: number;
}

/** The names of a unit, to be found at the beginning of a text. */
export interface RosterNames {
  /** The text is just this name. */
  has(name: string): boolean;
  /** The longest name that `text` begins with as a whole word, spaces inside it ignored. 王五 is not in 王五一. */
  at(text: string): FoundName | null;
}

const wordCharacter = /^[\p{L}\p{N}]/u;

export function rosterNames(names: readonly string[]): RosterNames {
  const known = new Map(names.map((name) => [foldName(name), name] as const).filter(([folded]) => folded !== ''));
  const longest = Math.max(0, ...Array.from(known.keys(), (folded) => folded.length));
  /** Some name stands at the beginning, whatever follows it. */
  function isPrefix(text: string): boolean {
    let folded = '';
    return Array.from(text.slice(0, longest * 2)).some((character) => known.has((folded += foldName(character))));
  }
  /** A name ends here: at what is no letter, before an answer, or before 和 and another name. */
  const endsAt = (rest: string) =>
    !wordCharacter.test(rest) || answerAfterName.test(rest) || (joinsNames.test(rest) && isPrefix(rest.slice(1)));
  return {
    has: (name) => known.has(foldName(name)),
    at(text) {
      let folded = '';
      let best: FoundName | null = null;
      let length = 0;
      // Spaces count neither for the name nor, up to a few, against the look.
      for (const character of text.slice(0, longest * 2 + 8)) {
        length += character.length;
        folded += foldName(character);
        if (folded.length > longest) break;
        const name = known.get(folded);
        if (name !== undefined && endsAt(text.slice(length, length + longest * 2 + 8))) best = { name, length };
      }
      return best;
    },
  };
}

export const noNames = rosterNames([]);
