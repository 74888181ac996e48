import type { Pool } from '../../chat/inbox/inbox.store.ts';
import { checkLedger } from '../../features/points/index.ts';
import { ackSchema, checkAcks } from './acks.store.ts';
import { checkDeliveries, checkRoom, deliverySchema } from './deliveries.store.ts';
import { checkDoubles } from './doubles.store.ts';
import { breach, type Finding, type PromiseId, type Source } from './finding.ts';
import { checkLogs } from './logs.store.ts';
import { checkOrder } from './order.store.ts';
import { readLines } from './read-lines.ts';
import { checkReminders } from './reminders.store.ts';
import { checkStuck, countUnderWay } from './stuck.store.ts';

/** What is known from outside the database. A promise that needs a file is not checked without it. */
export interface Evidence {
  /** History of a client, see acks.store.ts. */
  acks?: string | undefined;
  /** What a platform took, see deliveries.store.ts. */
  deliveries?: string | undefined;
  logs?: readonly string[];
  secrets?: readonly string[];
}

export interface Verdict {
  findings: readonly Finding[];
  checked: readonly PromiseId[];
  figures: Readonly<Record<string, number>>;
}

/** Looks through everything that was promised. Reads only; the bot may run meanwhile. */
export async function verifyPromises(db: Pool, evidence: Evidence = {}): Promise<Verdict> {
  const acks = evidence.acks === undefined ? [] : await readLines(evidence.acks, ackSchema);
  const deliveries = evidence.deliveries === undefined ? [] : await readLines(evidence.deliveries, deliverySchema);
  const { logs = [], secrets = [] } = evidence;
  const findings = [
    ...(await checkAcks(db, acks)),
    ...(await checkDoubles(db)),
    ...(await checkReminders(db)),
    ...(await checkRoom(db)),
    ...(await checkDeliveries(db, deliveries)),
    ...(await checkLedger(db)).map(({ kind, where }) => breach('I5', `${kind}: ${where}`)),
    ...(await checkStuck(db)),
    ...(await checkOrder(db)),
    ...(await checkLogs(db, logs, secrets)),
  ];
  const checked: PromiseId[] = [
    ...(evidence.acks === undefined ? [] : (['I1'] as const)),
    ...(['I2', 'I3', 'I4', 'I5', 'I6', 'I7'] as const),
    ...(logs.length > 0 ? (['I8'] as const) : []),
  ];
  const figures = { acks: acks.filter(({ type }) => type === 'ok').length, deliveries: deliveries.length };
  return { findings, checked, figures: { ...figures, ...(await countRows(db)), ...(await underWay(db)) } };
}

async function countRows(db: Source): Promise<Record<string, number>> {
  const { rows } = await db.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM "InboxMessage") AS inbox, (SELECT count(*)::int FROM "OutboxMessage") AS outbox,
       (SELECT count(*)::int FROM "OutboxMessage" WHERE state = 'unknown') AS unknown,
       (SELECT count(*)::int FROM "InboxMessage" WHERE state = 'set_aside') AS "setAside",
       (SELECT count(*)::int FROM "Submission") AS submissions, (SELECT count(*)::int FROM "PointEntry") AS bookings`,
  );
  return rows[0] ?? {};
}

async function underWay(db: Source): Promise<Record<string, number>> {
  const { inbox, outbox, drafts, steps } = await countUnderWay(db);
  return { underWay: inbox + outbox + drafts + steps };
}
