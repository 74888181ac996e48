import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { ActivityKind } from './activity-kind.ts';
import type { ActivityPlan } from './read-activity.ts';
import type { Step } from './reminder-ladder.ts';

export interface StoredActivity extends ActivityPlan {
  id: number;
  unitId: number;
  number: number;
  state: 'draft' | 'open' | 'cancelled' | 'finished';
  createdById: number;
}

const shown = {
  id: true,
  unitId: true,
  number: true,
  kind: true,
  title: true,
  place: true,
  startsAt: true,
  endsAt: true,
  signupUntil: true,
  state: true,
  createdById: true,
} as const;

/** Keeps a previewed plan under the unit's next number; the author's earlier drafts are dropped. */
export async function createDraft(
  tx: Tx,
  draft: ActivityPlan & { unitId: number; createdById: number; inboxId: bigint },
): Promise<StoredActivity> {
  const db = client(tx);
  const { unitId, createdById } = draft;
  await db.activity.deleteMany({ where: { unitId, createdById, state: 'draft' } });
  const { activityCount: number } = await db.unit.update({
    where: { id: unitId },
    data: { activityCount: { increment: 1 } },
    select: { activityCount: true },
  });
  return db.activity.create({ data: { ...draft, number }, select: shown });
}

/** What one person has previewed and not decided on. */
export async function draftsOf(tx: Tx, unitId: number, createdById: number): Promise<StoredActivity[]> {
  return client(tx).activity.findMany({ where: { unitId, createdById, state: 'draft' }, select: shown });
}

/** @returns false when it is no draft any more */
export async function changeDraft(tx: Tx, id: number, plan: ActivityPlan): Promise<boolean> {
  const { count } = await client(tx).activity.updateMany({ where: { id, state: 'draft' }, data: plan });
  return count === 1;
}

/** @returns false when it was no draft any more */
export async function dropDraft(tx: Tx, id: number): Promise<boolean> {
  const { count } = await client(tx).activity.deleteMany({ where: { id, state: 'draft' } });
  return count === 1;
}

/** Opens a draft with its reminders. @returns false when somebody did so before */
export async function openActivity(tx: Tx, id: number, steps: readonly (Step & { conversation: string })[]) {
  const { count } = await client(tx).activity.updateMany({ where: { id, state: 'draft' }, data: { state: 'open' } });
  if (count === 0) return false;
  await client(tx).reminderStep.createMany({ data: steps.map((step) => ({ activityId: id, ...step })) });
  return true;
}

/**
 * Ends an open activity, its due reminders first: the reminder tick locks in the same order, so that the two never wait
 * for each other. @returns false when it was not open
 */
export async function endActivity(tx: Tx, id: number, state: 'cancelled' | 'finished'): Promise<boolean> {
  const db = client(tx);
  await db.reminderStep.updateMany({ where: { activityId: id, state: 'due' }, data: { state: 'cancelled' } });
  const { count } = await db.activity.updateMany({ where: { id, state: 'open' }, data: { state } });
  return count === 1;
}

/** One activity of the unit; null also when it is another unit's. */
export async function findActivity(tx: Tx, unitId: number, id: number): Promise<StoredActivity | null> {
  return client(tx).activity.findFirst({ where: { id, unitId }, select: shown });
}

/** Announced and not over, the next one first. */
export async function openActivities(tx: Tx, unitId: number, now: Date): Promise<StoredActivity[]> {
  return client(tx).activity.findMany({
    where: { unitId, state: 'open', endsAt: { gt: now } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    select: shown,
  });
}

/** Activities one could check in to around `at`: not cancelled, and near in time. */
export async function activitiesAround(tx: Tx, unitId: number, from: Date, to: Date): Promise<StoredActivity[]> {
  return client(tx).activity.findMany({
    where: { unitId, state: { in: ['open', 'finished'] }, startsAt: { lte: to }, endsAt: { gte: from } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    select: shown,
  });
}

/** The announced activity of a kind that begins at the same moment, if there is one. */
export async function findTwin(tx: Tx, unitId: number, plan: { kind: ActivityKind; startsAt: Date }) {
  return client(tx).activity.findFirst({
    where: { unitId, state: 'open', kind: plan.kind, startsAt: plan.startsAt },
    select: shown,
  });
}
