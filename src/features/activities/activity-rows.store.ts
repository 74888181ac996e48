import { AppError } from '../../lib/errors.ts';
import type { Database } from '../../storage/index.ts';
import type { ActivityKind } from './activity-kind.ts';
import type { RollState } from './roll.store.ts';

type Prisma = Database['prisma'];

/** An activity as the JSON door shows it. */
export interface ActivityRow {
  id: number;
  title: string;
  kind: ActivityKind;
  /** ISO 8601, UTC. */
  startsAt: string;
  place: string;
  state: 'open' | 'cancelled' | 'finished';
}

const announced = ['open', 'cancelled', 'finished'] as const;

/** Everything that was announced, the newest start first; previews are nobody's business. */
export async function activityRows(prisma: Prisma, unitId: number): Promise<ActivityRow[]> {
  const rows = await prisma.activity.findMany({
    where: { unitId, state: { in: [...announced] } },
    orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
    select: { id: true, title: true, kind: true, startsAt: true, place: true, state: true },
  });
  return rows.flatMap(({ state, startsAt, ...row }) =>
    state === 'draft' ? [] : [{ ...row, state, startsAt: startsAt.toISOString() }],
  );
}

/** A line of the roll as the JSON door shows it. */
export interface RollRow {
  /** Member key. */
  member: string;
  name: string;
  state: RollState;
  guests: number;
  /** A reason for leave; the door that shows it is on loopback only. */
  note: string;
}

/** Every member of the unit with their answer. @throws AppError `activity.not_found` */
export async function rollRows(prisma: Prisma, activityId: number): Promise<RollRow[]> {
  const activity = await prisma.activity.findFirst({
    where: { id: activityId, state: { in: [...announced] } },
    select: { unitId: true },
  });
  if (!activity) throw new AppError('activity.not_found', 'there is no activity with this id');
  const members = await prisma.member.findMany({
    where: { unitId: activity.unitId, OR: [{ leftAt: null }, { rollEntries: { some: { activityId } } }] },
    orderBy: { id: 'asc' },
    select: { key: true, name: true, rollEntries: { where: { activityId } } },
  });
  return members.map(({ key, name, rollEntries: [entry] }) => ({
    member: key,
    name,
    state: entry?.state ?? 'none',
    guests: entry?.guests ?? 0,
    note: entry?.note ?? '',
  }));
}
