import type { RosterNames } from '../relay/roster-names.ts';

/** Somebody in a list of people, with what stands beside the name. */
export interface NamedPerson {
  name: string;
  note: string;
  /** Found in the roster. */
  known: boolean;
}

const between = /^[\s、，,；;。.！!/|]+/u;
const joiner = /^(?:以及|还有|和|与|及)/u;
const bare = /^[^\s、，,；;。！!/|（(]{1,24}/u;
/** What is said of somebody: in brackets, or a word that is no name. */
const noteAfter =
  /^[ \t]*(?:[（(]([^）)\n]{0,60})[）)]|((?:晚到|迟到|线上|早退|出差|请.?假|[事病公休年产]假|外出|住院|值班|\+\d)[^\s、，,；;。]{0,30}))/u;
/** Figures and fillers between names. */
const nobody = /^(?:无|没有|无人|等|等人|均|都|共?计?\d{1,3}[人名位]?|[一二三四五六七八九十]{1,3}[人名位])$/u;

/** The people of 「张三、李四（晚到） 王五」, in their order; names of the roster are found with spaces in them as well. */
export function readNames(text: string, names: RosterNames): NamedPerson[] {
  const people: NamedPerson[] = [];
  let rest = text.replace(between, '');
  while (rest !== '') {
    const found = names.at(rest) ?? names.at(rest.replace(joiner, ''));
    if (found && !names.at(rest)) rest = rest.replace(joiner, '');
    const name = found?.name ?? bare.exec(rest)?.[0] ?? rest.slice(0, 1);
    rest = rest.slice(found?.length ?? name.length);
    const beside = noteAfter.exec(rest);
    rest = rest.slice(beside?.[0].length ?? 0).replace(between, '');
    const note = (beside?.[1] ?? beside?.[2] ?? '').trim();
    if (found || (!nobody.test(name) && /[\p{L}\p{N}]/u.test(name))) people.push({ name, note, known: found !== null });
  }
  return people;
}
