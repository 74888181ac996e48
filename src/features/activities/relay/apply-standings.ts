import type { MemberContext } from '../../../chat/handling-context.ts';
import { lockRoll, readRoll, writeRoll, type RollEntry, type RollLine } from '../roll.store.ts';
import type { Standing, Who } from './merge-relay.ts';
import { lastRollChanges } from './relay.store.ts';
import { reasonOf } from './row-words.ts';

/** Longest remark kept beside an answer. */
const longestNote = 100;

/** What a list's word means on the roll. */
export function asRollEntry({ state, count, note }: Pick<Standing, 'state' | 'count' | 'note'>): RollEntry {
  const remark = note.replaceAll('\n', ' ').slice(0, longestNote).toWellFormed();
  switch (state) {
    case 'join':
      return { state: 'joined', guests: count - 1, note: remark };
    case 'leave':
      return { state: 'on_leave', guests: 0, note: reasonOf(remark) };
    case 'tentative':
      return { state: 'tentative', guests: 0, note: '' };
    case 'wait':
      return { state: 'waiting', guests: 0, note: remark };
    case 'cancel':
      return { state: 'none', guests: 0, note: '' };
    default:
      return state satisfies never;
  }
}

export const memberIn = (who: Who): number | null => (who.startsWith('m:') ? Number(who.slice(2)) : null);

/** A line of the roll that a list has changed. */
export interface RollDifference {
  memberId: number;
  name: string;
  before: RollEntry;
  after: RollEntry;
}

interface Merge {
  activityId: number;
  before: ReadonlyMap<Who, Standing>;
  after: ReadonlyMap<Who, Standing>;
  /** Messages of the list so far: what they put on the roll is the list's to change. */
  inboxIds: ReadonlySet<bigint>;
}

const isSame = (a: RollEntry, b: RollEntry) => a.state === b.state && a.guests === b.guests && a.note === b.note;

/** The new entry; null = it stays. Who has checked in stays so, and a row that is gone takes back only a row. */
function nextOf(line: RollLine, standing: Standing): RollEntry | null {
  const next = asRollEntry(standing);
  if (line.state === 'attended' || isSame(line, next)) return null;
  const nothingToTakeBack = next.state === 'none' && (line.state === 'none' || line.state === 'acknowledged');
  return nothingToTakeBack ? null : next;
}

/**
 * Puts on the roll what has changed between two states of a list. What a member said otherwise after their row was
 * written stays. Each change names who wrote the row.
 */
export async function applyStandings(context: MemberContext, merge: Merge): Promise<RollDifference[]> {
  const { tx, unit, person, inboxId, now } = context;
  const { activityId, before, after, inboxIds } = merge;
  await lockRoll(tx, activityId);
  const roll = await readRoll(tx, unit.id, activityId);
  const last = await lastRollChanges(tx, activityId);
  const differences: RollDifference[] = [];
  for (const line of roll) {
    const { memberId, name } = line;
    const standing = after.get(`m:${memberId}`);
    const earlier = before.get(`m:${memberId}`);
    if (!standing || (earlier && isSame(asRollEntry(earlier), asRollEntry(standing)))) continue;
    const said = last.get(memberId);
    const saidOtherwise = said && !inboxIds.has(said.inboxId) && said.at.getTime() > standing.at;
    const next = saidOtherwise ? null : nextOf(line, standing);
    if (!next) continue;
    const actorId = memberIn(standing.by) ?? person.id;
    await writeRoll(tx, { ...next, activityId, memberId, actorId, inboxId, at: now });
    differences.push({ memberId, name, before: line, after: next });
  }
  return differences;
}
