import type { RosterMember } from '../../members/index.ts';
import { asRollEntry, memberIn } from '../relay/apply-standings.ts';
import { matchRoster } from '../relay/match-roster.ts';
import { mergeVersions, standings } from '../relay/merge-relay.ts';
import { readRow } from '../relay/read-relay-row.ts';
import { rosterNames } from '../relay/roster-names.ts';
import type { RollEntry, RollLine } from '../roll.store.ts';
import type { Paste } from './read-paste.ts';
import type { RollCall } from './read-roll-call.ts';

/** A line of the roll as a paste wants it. */
export interface PlannedEntry extends RollEntry {
  memberId: number;
  name: string;
}

/** What a paste comes to, names resolved. */
export interface PastePlan {
  entries: readonly PlannedEntry[];
  /** Names of nobody, or of several. */
  unknown: readonly string[];
  /** Named among those present and those on leave: leave counts. */
  twice: readonly string[];
  /** Named as absent or observing: nothing is written. */
  absent: readonly string[];
  observers: readonly string[];
}

export interface PlanInput {
  roster: readonly RosterMember[];
  /** The roll as it stands. */
  roll: readonly RollLine[];
  /** The activity has begun: who was present attended, and points follow. Before that they have signed up. */
  begun: boolean;
  platform: string;
}

const longestNote = 60;

function planRelay(paste: Extract<Paste, { kind: 'relay' }>, { roster, platform }: PlanInput): PastePlan {
  const rows = paste.list.rows.map(matchRoster(roster, platform));
  const merged = mergeVersions([{ id: 0, at: 0, sender: 'n:', rows }]);
  const found = [...standings(merged)].map(([who, standing]) => ({ id: memberIn(who), standing }));
  const entries = found.flatMap(({ id, standing }) => {
    const member = roster.find((one) => one.id === id);
    return member ? [{ memberId: member.id, name: member.name, ...asRollEntry(standing) }] : [];
  });
  const unknown = merged.filter(({ who }) => memberIn(who) === null).map(({ name }) => name);
  return { entries, unknown, twice: [], absent: [], observers: [] };
}

/** Finds the one member a name means. */
function finder({ roster, platform }: PlanInput) {
  const match = matchRoster(roster, platform);
  const names = rosterNames([]);
  return (name: string): RosterMember | null => {
    const [row] = readRow(1, name, names);
    const id = row ? memberIn(match({ ...row, text: name, name }).who) : null;
    return roster.find((one) => one.id === id) ?? null;
  };
}

function planAnswers(paste: Extract<Paste, { kind: 'answers' }>, input: PlanInput): PastePlan {
  const find = finder(input);
  const entries = new Map<number, PlannedEntry>();
  const unknown: string[] = [];
  for (const { name, answer } of paste.lines) {
    const member = find(name);
    if (member) entries.set(member.id, { memberId: member.id, name: member.name, ...answer });
    else unknown.push(name);
  }
  return { entries: [...entries.values()], unknown, twice: [], absent: [], observers: [] };
}

/** Members of each part; the later mention of a name in the same part wins. */
function membersOf(roll: RollCall, input: PlanInput) {
  const find = finder(input);
  const unknown = new Set<string>();
  const parts = {
    present: new Map(),
    leave: new Map(),
    absent: new Map(),
    observer: new Map(),
  } as const satisfies Record<RollCall['parts'][number]['part'], Map<number, { member: RosterMember; note: string }>>;
  for (const { part, people } of roll.parts) {
    for (const { name, note } of people) {
      const member = find(name);
      if (member) parts[part].set(member.id, { member, note: note.slice(0, longestNote).toWellFormed() });
      else unknown.add(name);
    }
  }
  return { parts, unknown: [...unknown] };
}

function planRoll(paste: Extract<Paste, { kind: 'roll' }>, input: PlanInput): PastePlan {
  const { parts, unknown } = membersOf(paste.roll, input);
  const { present, leave, absent, observer } = parts;
  if (paste.roll.restPresent) {
    const excused = new Set(input.roll.filter(({ state }) => state === 'on_leave').map(({ memberId }) => memberId));
    for (const member of input.roster) {
      const isNamed = leave.has(member.id) || absent.has(member.id);
      if (!isNamed && !excused.has(member.id)) present.set(member.id, { member, note: '' });
    }
  }
  const twice = [...leave.values()].filter(({ member }) => present.has(member.id)).map(({ member }) => member.name);
  const came = [...present.values()].filter(({ member }) => !leave.has(member.id) && !absent.has(member.id));
  const state = input.begun ? ('attended' as const) : ('joined' as const);
  const names = (of: typeof absent) => [...of.values()].map(({ member }) => member.name);
  return {
    entries: [
      ...came.map(({ member, note }) => ({ memberId: member.id, name: member.name, state, guests: 0, note })),
      ...[...leave.values()].map(({ member: { id, name }, note }) => {
        return { memberId: id, name, state: 'on_leave' as const, guests: 0, note };
      }),
    ],
    unknown,
    twice,
    absent: names(absent),
    observers: names(observer),
  };
}

/** Finds whom a paste names and what it wants of the roll. Pure. */
export function planPaste(paste: Paste, input: PlanInput): PastePlan {
  switch (paste.kind) {
    case 'relay':
      return planRelay(paste, input);
    case 'answers':
      return planAnswers(paste, input);
    case 'roll':
      return planRoll(paste, input);
    default:
      return paste satisfies never;
  }
}

/** The entry that is to be written; null = nothing changes. Who has checked in stays so. */
export function changeOf(line: RollEntry, wanted: RollEntry): RollEntry | null {
  if (line.state === 'attended') return null;
  const note = wanted.note === '' && wanted.state === line.state ? line.note : wanted.note;
  const guests = wanted.state === 'attended' ? line.guests : wanted.guests;
  const nothing = wanted.state === 'none' && line.state === 'acknowledged';
  const same = line.state === wanted.state && line.guests === guests && line.note === note;
  return same || nothing ? null : { state: wanted.state, guests, note };
}
