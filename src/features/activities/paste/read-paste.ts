import { readRelayList, type RelayList } from '../relay/read-relay-list.ts';
import { noNames, type RosterNames } from '../relay/roster-names.ts';
import { readAnswerLines, readPassedOn, type AnswerLine } from './read-answer-lines.ts';
import { isRollCall, readRollCall, type RollCall } from './read-roll-call.ts';

/** What a secretary pasted. */
export type Paste =
  | { kind: 'relay'; list: RelayList }
  | { kind: 'roll'; roll: RollCall }
  | { kind: 'answers'; lines: readonly AnswerLine[] };

/** Reads a paste of which it is known that it is one. @returns null when nothing of it could be read */
export function readPaste(text: string, names: RosterNames): Paste | null {
  const list = readRelayList(text, names);
  if (list) return { kind: 'relay', list };
  const passedOn = readPassedOn(text);
  const lines = passedOn ? [passedOn] : readAnswerLines(text, { single: true });
  if (lines) return { kind: 'answers', lines };
  const roll = readRollCall(text, names);
  return roll && { kind: 'roll', roll };
}

/** The words are a roll or passed on answers, whoever says them. Relay lists are recognised by their own command. */
export function isPaste(text: string): boolean {
  if (readPassedOn(text) || readAnswerLines(text)) return true;
  const roll = readRollCall(text, noNames);
  return roll !== null && isRollCall(roll);
}
