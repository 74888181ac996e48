import { adoptionLevels, type AdoptionLevel } from './adoption-level.ts';
import { callsOff, readChoice } from './read-choice.ts';

const levelWords = /^(?:(本会|支部|市委会)|(市)|(省)|(全国|中央))/u;

/** Reads an answer to «which level?»: a number, or the level's word. 'dropped' = leave it. */
export function readLevel(text: string): AdoptionLevel | 'dropped' | null {
  if (callsOff(text)) return 'dropped';
  const word = text.length > 6 ? null : levelWords.exec(text.trim());
  const place = word ? word.slice(1).findIndex((group) => group !== undefined) + 1 : readChoice(text);
  return (place !== null && adoptionLevels[place - 1]) || null;
}
