import { readLabel } from './label.ts';
import { callsOff, readChoice } from './read-choice.ts';

/** A place in the list, a submission's number, or nothing after all. */
export type WhichOne = { place: number } | { number: number } | 'dropped';

/** Reads an answer to «which one is to be taken back?»: 1, 社-12, 撤回 社-12. A bare number is the place in the list. */
export function readWhichOne(text: string): WhichOne | null {
  if (callsOff(text)) return 'dropped';
  const place = readChoice(text);
  if (place !== null) return { place };
  const number = readLabel(text.replace(/^撤回\s*/u, ''));
  return number === null ? null : { number };
}
