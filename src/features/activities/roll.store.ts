import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';

export type RollState = 'none' | 'acknowledged' | 'joined' | 'on_leave' | 'tentative' | 'waiting' | 'attended';

export interface RollEntry {
  state: RollState;
  guests: number;
  /** A reason for leave: for that person and the secretary only. */
  note: string;
}

export interface RollChange extends RollEntry {
  activityId: number;
  memberId: number;
  actorId: number;
  inboxId: bigint;
  at: Date;
  checkedInAt?: Date;
}

/** One answer at a time per activity, so that places in the list are given once. */
export async function lockRoll(tx: Tx, activityId: number): Promise<void> {
  await client(tx).$queryRaw`SELECT id FROM "Activity" WHERE id = ${activityId} FOR UPDATE`;
}

const unanswered: RollEntry = { state: 'none', guests: 0, note: '' };

export async function rollEntry(tx: Tx, activityId: number, memberId: number): Promise<RollEntry> {
  const entry = await client(tx).rollEntry.findUnique({
    where: { activityId_memberId: { activityId, memberId } },
    select: { state: true, guests: true, note: true },
  });
  return entry ?? unanswered;
}

/** Writes the member's answer and keeps it in the history. */
export async function writeRoll(tx: Tx, change: RollChange): Promise<void> {
  const { activityId, memberId, actorId, inboxId, at, checkedInAt, state, guests, note } = change;
  const now = { state, guests, note, updatedAt: at, ...(checkedInAt ? { checkedInAt } : {}) };
  const entry = await client(tx).rollEntry.upsert({
    where: { activityId_memberId: { activityId, memberId } },
    create: { activityId, memberId, ...now },
    update: now,
    select: { id: true },
  });
  await client(tx).rollChange.create({ data: { rollEntryId: entry.id, state, guests, note, actorId, inboxId, at } });
}

/** The member's place among those with the same state, in the order they came to it; 0 = not among them. */
export async function placeInRoll(tx: Tx, activityId: number, memberId: number, states: readonly RollState[]) {
  const entries = await client(tx).rollEntry.findMany({
    where: { activityId, state: { in: [...states] } },
    orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
    select: { memberId: true },
  });
  return entries.findIndex((entry) => entry.memberId === memberId) + 1;
}

export interface RollLine extends RollEntry {
  memberId: number;
  name: string;
}

/** Everybody of the unit with their answer, in the order of answering; those without one come last. */
export async function readRoll(tx: Tx, unitId: number, activityId: number): Promise<RollLine[]> {
  const members = await client(tx).member.findMany({
    where: { unitId, OR: [{ leftAt: null }, { rollEntries: { some: { activityId } } }] },
    orderBy: { id: 'asc' },
    select: { id: true, name: true, rollEntries: { where: { activityId } } },
  });
  const time = (member: (typeof members)[number]) => member.rollEntries[0]?.updatedAt.getTime() ?? Infinity;
  return members
    .toSorted((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a.id - b.id))
    .map(({ id, name, rollEntries: [entry] }) => ({
      memberId: id,
      name,
      state: entry?.state ?? 'none',
      guests: entry?.guests ?? 0,
      note: entry?.note ?? '',
    }));
}

/** Of the given activities those that the member has answered, cancelled answers not counted. */
export async function answeredOf(tx: Tx, memberId: number, activityIds: readonly number[]): Promise<Set<number>> {
  const entries = await client(tx).rollEntry.findMany({
    where: { memberId, activityId: { in: [...activityIds] }, state: { not: 'none' } },
    select: { activityId: true },
  });
  return new Set(entries.map((entry) => entry.activityId));
}

/** The activity the member attended last, begun after `since`. */
export async function lastAttended(tx: Tx, memberId: number, since: Date) {
  return client(tx).activity.findFirst({
    where: { startsAt: { gte: since }, state: { not: 'cancelled' }, roll: { some: { memberId, state: 'attended' } } },
    orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
    select: { id: true, title: true, startsAt: true },
  });
}

export async function keepReflection(
  tx: Tx,
  reflection: { activityId: number; memberId: number; text: string; inboxId: bigint; at: Date },
): Promise<void> {
  await client(tx).reflection.create({ data: reflection });
}
