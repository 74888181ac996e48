import { enqueueReminders } from '../../chat/outbox/enqueue-reminders.store.ts';
import type { OutboundBody } from '../../chat/message.ts';
import type { Tx } from '../../lib/tx.ts';
import { client, Prisma } from '../../storage/index.ts';
import type { ActivityKind } from './activity-kind.ts';
import type { StoredActivity } from './activity.store.ts';
import type { Step, StepKind } from './reminder-ladder.ts';

/** A due step that this transaction has locked, with its activity as it stands. */
export interface ClaimedStep extends Step {
  id: number;
  conversation: string;
  activity: StoredActivity;
}

/** Which due steps: reminders to groups, or summaries, which close an activity and are made one at a time. */
export type StepGroup = 'reminders' | 'summaries';

interface StepRow {
  id: number;
  kind: StepKind;
  conversation: string;
  dueMs: number;
  activityId: number;
}

interface ActivityRow {
  id: number;
  unitId: number;
  number: number;
  kind: ActivityKind;
  title: string;
  place: string;
  startsMs: number;
  endsMs: number;
  signupMs: number | null;
  state: StoredActivity['state'];
  createdById: number;
}

/**
 * Locks the oldest due steps of a group; steps that another process holds are passed over, and so are those that it
 * has settled meanwhile. Rows come as one JSON value: thousands of them would else be the dearest part of a sweep.
 * @param among only steps with these ids; null = all
 */
export async function claimSteps(
  tx: Tx,
  group: StepGroup,
  now: Date,
  limit: number,
  among: readonly number[] | null = null,
): Promise<ClaimedStep[]> {
  const kinds = group === 'summaries' ? Prisma.sql`kind = 'summary'` : Prisma.sql`kind <> 'summary'`;
  const picked = among === null ? Prisma.empty : Prisma.sql`AND id = ANY(${[...among]}::int[])`;
  const found = await client(tx).$queryRaw<{ steps: StepRow[] }[]>`
    SELECT coalesce(json_agg(c), '[]') AS steps FROM (
      SELECT id, kind, conversation, date_part('epoch', "dueAt") * 1000 AS "dueMs", "activityId"
      FROM "ReminderStep" WHERE state = 'due' AND "dueAt" <= ${now} AND ${kinds} ${picked}
      ORDER BY "dueAt", id LIMIT ${limit} FOR UPDATE SKIP LOCKED) c`;
  const steps = found[0]?.steps ?? [];
  if (steps.length === 0) return [];
  const activities = await readActivities(tx, [...new Set(steps.map(({ activityId }) => activityId))]);
  const claimed: ClaimedStep[] = [];
  for (const { id, kind, conversation, dueMs, activityId } of steps) {
    const activity = activities.get(activityId);
    if (activity) claimed.push({ id, kind, conversation, dueAt: new Date(dueMs), activity });
  }
  return claimed;
}

async function readActivities(tx: Tx, ids: readonly number[]): Promise<Map<number, StoredActivity>> {
  const found = await client(tx).$queryRaw<{ activities: ActivityRow[] }[]>`
    SELECT json_agg(a) AS activities FROM (
      SELECT id, "unitId", number, kind, title, place, state, "createdById",
        date_part('epoch', "startsAt") * 1000 AS "startsMs",
        date_part('epoch', "endsAt") * 1000 AS "endsMs",
        date_part('epoch', "signupUntil") * 1000 AS "signupMs"
      FROM "Activity" WHERE id = ANY(${[...ids]}::int[])) a`;
  const rows = found[0]?.activities ?? [];
  return new Map(rows.map((row) => [row.id, toActivity(row)]));
}

const toActivity = (row: ActivityRow): StoredActivity => ({
  id: row.id,
  unitId: row.unitId,
  number: row.number,
  kind: row.kind,
  title: row.title,
  place: row.place,
  startsAt: new Date(row.startsMs),
  endsAt: new Date(row.endsMs),
  signupUntil: row.signupMs === null ? null : new Date(row.signupMs),
  state: row.state,
  createdById: row.createdById,
});

/** Ends steps by queueing what they say, each under its natural key. */
export async function sendSteps(
  tx: Tx,
  sends: readonly { id: number; body: OutboundBody }[],
  now: Date,
): Promise<void> {
  if (sends.length === 0) return;
  const ids = sends.map(({ id }) => id);
  const bodies = sends.map(({ body }) => JSON.stringify(body));
  const settled = Prisma.sql`
    UPDATE "ReminderStep" s SET state = 'done', "doneAt" = ${now}
    FROM unnest(${ids}::int[], ${bodies}::text[]) AS said(id, body)
    WHERE s.id = said.id AND s.id = ANY(${ids}::int[])
    RETURNING s.conversation, 'activity:' || s."activityId" || ':' || s.kind::text || ':' || s.conversation AS "naturalKey",
      'activity:' || s."activityId" AS subject, said.body`;
  await enqueueReminders(tx, settled);
}

/** Ends steps. A missed one is noted as still to be told. */
export async function settleSteps(
  tx: Tx,
  ids: readonly number[],
  state: 'done' | 'missed' | 'cancelled',
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await client(tx).$executeRaw`
    UPDATE "ReminderStep" SET state = ${state}::"StepState", "doneAt" = ${now}, untold = ${state === 'missed'}
    WHERE id = ANY(${[...ids]}::int[])`;
}

export async function postponeSteps(tx: Tx, ids: readonly number[], dueAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await client(tx).$executeRaw`UPDATE "ReminderStep" SET "dueAt" = ${dueAt} WHERE id = ANY(${[...ids]}::int[])`;
}

/** Attempts at a step before it is set aside. */
const mostAttempts = 3;

/**
 * Notes that steps could not be made: tried again in a minute, set aside after the third attempt.
 * @returns how many were set aside
 */
export async function noteStepFailure(tx: Tx, ids: readonly number[], code: string, now: Date): Promise<number> {
  const rows = await client(tx).$queryRaw<{ last: boolean }[]>`
    UPDATE "ReminderStep" SET attempts = attempts + 1, error = ${code},
      state = CASE WHEN attempts + 1 >= ${mostAttempts} THEN 'failed'::"StepState" ELSE state END,
      untold = attempts + 1 >= ${mostAttempts},
      "doneAt" = CASE WHEN attempts + 1 >= ${mostAttempts} THEN ${now}::timestamptz END,
      "dueAt" = ${new Date(now.getTime() + 60_000)}
    WHERE id = ANY(${[...ids]}::int[]) AND state = 'due' RETURNING untold AS last`;
  return rows.filter(({ last }) => last).length;
}

/** A reminder of one unit that did not leave, once however many groups it was for. */
export interface UntoldReminder {
  kind: StepKind;
  state: 'missed' | 'failed';
  number: number;
  title: string;
}

/**
 * What the secretary of one unit has still to be told, oldest first; the steps count as told with this transaction.
 * One process at a time does this, so that what belongs together is told together.
 * @param passOver units that could not be told in this sweep
 */
export async function takeUntold(
  tx: Tx,
  passOver: readonly number[],
): Promise<{ unitId: number; firstStepId: number; reminders: UntoldReminder[] } | null> {
  const db = client(tx);
  const [lock] = await db.$queryRaw<{ mine: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('tongxin.untold-reminders')) AS mine`;
  if (lock?.mine !== true) return null;
  const [next] = await db.$queryRaw<{ unitId: number }[]>`
    SELECT a."unitId" FROM "ReminderStep" s JOIN "Activity" a ON a.id = s."activityId"
    WHERE s.untold AND a."unitId" <> ALL(${[...passOver]}::int[]) LIMIT 1`;
  if (!next) return null;
  const rows = await db.$queryRaw<(UntoldReminder & { id: number; activityId: number })[]>`
    UPDATE "ReminderStep" s SET untold = false FROM "Activity" a
    WHERE a.id = s."activityId" AND s.untold AND a."unitId" = ${next.unitId}
    RETURNING s.id, s."activityId", s.kind::text, s.state::text, a.number, a.title`;
  const sorted = rows.toSorted((one, other) => one.id - other.id);
  const single = new Map(sorted.map((row) => [`${row.activityId}:${row.kind}:${row.state}`, row]));
  return { unitId: next.unitId, firstStepId: sorted[0]?.id ?? 0, reminders: [...single.values()] };
}
