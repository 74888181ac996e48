import { z } from 'zod';
import type { Tx } from '../../../lib/tx.ts';
import { client } from '../../../storage/client.ts';
import type { RelayVersion, VersionRow, Who } from './merge-relay.ts';

const who = z.custom<Who>((value) => typeof value === 'string' && /^[amn]:/.test(value));

const rowsSchema = z.array(
  z.object({
    number: z.number(),
    text: z.string(),
    name: z.string(),
    note: z.string(),
    state: z.enum(['join', 'cancel', 'leave', 'tentative', 'wait']),
    count: z.number(),
    who,
    owner: who.exactOptional(),
    at: z.number().exactOptional(),
  }),
);

/** A list with the activity that it is about. */
export interface KnownList {
  id: number;
  heading: string;
  activityId: number;
}

/** Lists of the unit that began after `since`, the newest first. */
export async function relayLists(tx: Tx, unitId: number, since: Date): Promise<KnownList[]> {
  return client(tx).relayList.findMany({
    where: { unitId, createdAt: { gte: since } },
    orderBy: { id: 'desc' },
    select: { id: true, heading: true, activityId: true },
  });
}

export async function findRelayList(tx: Tx, unitId: number, id: number): Promise<KnownList | null> {
  return client(tx).relayList.findFirst({
    where: { id, unitId },
    select: { id: true, heading: true, activityId: true },
  });
}

export async function createRelayList(
  tx: Tx,
  list: { unitId: number; activityId: number; heading: string; createdAt: Date },
): Promise<KnownList> {
  return client(tx).relayList.create({ data: list, select: { id: true, heading: true, activityId: true } });
}

/** Its title was edited: the next version is recognised by the new one. */
export async function renameRelayList(tx: Tx, id: number, heading: string): Promise<void> {
  await client(tx).relayList.update({ where: { id }, data: { heading } });
}

/** A version with the message that it was. */
export interface StoredVersion extends RelayVersion {
  inboxId: bigint;
}

export async function versionsOf(tx: Tx, listId: number): Promise<StoredVersion[]> {
  const rows = await client(tx).relayVersion.findMany({ where: { listId }, orderBy: { id: 'asc' } });
  return rows.map((row) => ({
    id: row.id,
    at: row.at.getTime(),
    sender: `m:${row.senderId}`,
    inboxId: row.inboxId,
    rows: rowsSchema.parse(row.rows),
  }));
}

export async function addVersion(
  tx: Tx,
  version: { listId: number; inboxId: bigint; senderId: number; at: Date; rows: readonly VersionRow[] },
): Promise<StoredVersion> {
  const { rows, ...rest } = version;
  const { id } = await client(tx).relayVersion.create({
    data: { ...rest, rows: rows.map((row) => ({ ...row })) },
    select: { id: true },
  });
  return { id, at: version.at.getTime(), sender: `m:${version.senderId}`, inboxId: version.inboxId, rows };
}

/** For each member of an activity's roll the message behind the last change, and when that was made. */
export async function lastRollChanges(tx: Tx, activityId: number): Promise<Map<number, { inboxId: bigint; at: Date }>> {
  const rows = await client(tx).$queryRaw<{ memberId: number; inboxId: bigint; at: Date }[]>`
    SELECT DISTINCT ON (e."memberId") e."memberId", c."inboxId", c.at
    FROM "RollEntry" e JOIN "RollChange" c ON c."rollEntryId" = e.id
    WHERE e."activityId" = ${activityId} ORDER BY e."memberId", c.id DESC`;
  return new Map(rows.map(({ memberId, inboxId, at }) => [memberId, { inboxId, at }]));
}
