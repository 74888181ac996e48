import { cleanText } from '../../../lib/text.ts';
import type { RosterNames } from '../relay/roster-names.ts';
import { readNames, type NamedPerson } from './read-names.ts';

/** What a part of a roll says of those in it. observer: 列席. */
export type RollPart = 'present' | 'leave' | 'absent' | 'observer';

/** A roll as a secretary writes it down. */
export interface RollCall {
  /** What stands before the first part; may name the activity. */
  heading: string;
  parts: readonly { part: RollPart; people: readonly NamedPerson[] }[];
  /** 「除…外都到了」: who is not named was there. */
  restPresent: boolean;
}

const longest = 20_000;
const people = '(?:人员|会员|盟员|党员|名单|的?同志|的?人|的)?';
const labels: readonly (readonly [RollPart, string, string])[] = [
  ['present', '实到|实际到会|参会|到会|出席|到场|已到|参加|与会|签到', ''],
  ['leave', '(?:请.?|[事病公])假', ''],
  ['absent', '应到未到|缺勤|缺席|未到场?|没到|没来|未参[加会]|旷会', ''],
  ['observer', '列席', ''],
  ['present', '迟到|晚到', '晚到'],
  ['present', '线上(?:参[加会])?', '线上'],
];
const count = '[ \\t]*(?:[（(]?(?:共|计)?[ \\t]?\\d{1,3}[ \\t]?[人名位]?[）)]?)?[ \\t]*';
const label = new RegExp(
  `(?<=^|[\\s。；;，,、|])(?:${labels.map(([, words]) => `(${words})`).join('|')})${people}${count}(?:[：:]|(?=\\n)(?<=\\n[^\\n]{0,20}|^[^\\n]{0,20}))`,
  'gu',
);

interface Section {
  part: RollPart;
  note: string;
  start: number;
  from: number;
}

function findSections(text: string): Section[] {
  return Array.from(text.matchAll(label), (match) => {
    const [part, , note] = labels[match.slice(1).findIndex((group) => group !== undefined)] ?? ['present', '', ''];
    return { part, note, start: match.index, from: match.index + match[0].length };
  });
}

const allBut =
  /除了?([^\n]{1,300}?)(?:以外|之外|外)[，,、\s]*(?:其他|其余|剩下)?的?(?:同志|会员|人员|人|大家)?(?:全部?|都|均|全都)已?(?:到了?|到场|到齐|到会|出席|参加|参会|来)了?/u;

function readAllBut(text: string, names: RosterNames): RollCall | null {
  const match = allBut.exec(text);
  if (!match) return null;
  const named = readNames((match[1] ?? '').replace(/(?:请假|没来|缺席)的?$/u, ''), names);
  if (named.length === 0) return null;
  const excused = (person: NamedPerson) => (person.note === '' ? 'absent' : 'leave');
  const parts = named.map((person) => ({ part: excused(person), people: [person] }) as const);
  return { heading: text.slice(0, match.index), parts, restPresent: true };
}

/**
 * Reads a roll: parts such as 「参会：张三、李四（晚到） 请假：王五（出差）」 on one line or on several, or 「除张三、李四外都到了」.
 * Pure. @returns null when there is no part with anybody in it
 */
export function readRollCall(said: string, names: RosterNames): RollCall | null {
  if (said.length > longest) return null;
  const text = cleanText(said);
  const butSome = readAllBut(text, names);
  if (butSome) return butSome;
  const sections = findSections(text);
  const parts = sections.map(({ part, note, from }, index) => {
    const named = readNames(text.slice(from, sections[index + 1]?.start), names);
    return { part, people: named.map((person) => (note === '' ? person : { ...person, note: person.note || note })) };
  });
  if (parts.every((part) => part.people.length === 0)) return null;
  return { heading: text.slice(0, sections[0]?.start), parts, restPresent: false };
}

/** Sure without knowing any member: two parts with people, or several who were there. */
export function isRollCall(roll: RollCall): boolean {
  const filled = roll.parts.filter((part) => part.people.length > 0);
  const kinds = new Set(filled.map(({ part }) => part));
  const present = filled.filter(({ part }) => part === 'present').flatMap((part) => part.people);
  return roll.restPresent || (kinds.size > 1 && kinds.has('present')) || (kinds.size === 1 && present.length > 1);
}
