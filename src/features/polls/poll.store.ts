import { asConversationId, type ConversationId } from '../../chat/conversation-id.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { PollPlan } from './read-poll.ts';

export interface StoredPoll extends PollPlan {
  id: number;
  unitId: number;
  state: 'draft' | 'open' | 'closed';
  createdById: number;
  previewOutboxId: bigint | null;
  /** Outbox rows of the question, one for each group. */
  askedOutboxIds: readonly bigint[];
  closedAt: Date | null;
}

const shown = {
  id: true,
  unitId: true,
  question: true,
  options: true,
  several: true,
  state: true,
  createdById: true,
  previewOutboxId: true,
  askedOutboxIds: true,
  closesAt: true,
  closedAt: true,
} as const;

/** Keeps what is previewed. */
export async function createDraft(
  tx: Tx,
  draft: PollPlan & { unitId: number; createdById: number; inboxId: bigint },
): Promise<StoredPoll> {
  return client(tx).poll.create({ data: { ...draft, options: [...draft.options] }, select: shown });
}

/** What one person has previewed and not decided on. */
export async function draftsOf(tx: Tx, unitId: number, createdById: number): Promise<StoredPoll[]> {
  return client(tx).poll.findMany({ where: { unitId, createdById, state: 'draft' }, select: shown });
}

export async function notePreview(tx: Tx, id: number, previewOutboxId: bigint): Promise<void> {
  await client(tx).poll.updateMany({ where: { id }, data: { previewOutboxId } });
}

/** @returns false when it was no draft any more */
export async function dropDraft(tx: Tx, id: number): Promise<boolean> {
  const { count } = await client(tx).poll.deleteMany({ where: { id, state: 'draft' } });
  return count === 1;
}

/** @returns false when somebody did so before */
export async function openPoll(tx: Tx, id: number): Promise<boolean> {
  const { count } = await client(tx).poll.updateMany({ where: { id, state: 'draft' }, data: { state: 'open' } });
  return count === 1;
}

export async function noteAsked(tx: Tx, id: number, askedOutboxIds: readonly bigint[]): Promise<void> {
  await client(tx).poll.updateMany({ where: { id }, data: { askedOutboxIds: [...askedOutboxIds] } });
}

/** Where it was asked, or where those chats are now. */
export async function askedConversations(tx: Tx, { askedOutboxIds }: StoredPoll): Promise<ConversationId[]> {
  const rows = await client(tx).outboxMessage.findMany({
    where: { id: { in: [...askedOutboxIds] } },
    orderBy: { id: 'asc' },
    select: { conversation: true },
  });
  return rows.map(({ conversation }) => asConversationId(conversation));
}

/** @returns false when it was not open */
export async function markClosed(tx: Tx, id: number, closedAt: Date): Promise<boolean> {
  const { count } = await client(tx).poll.updateMany({
    where: { id, state: 'open' },
    data: { state: 'closed', closedAt },
  });
  return count === 1;
}

/** One poll of the unit; null also when it is another unit's. */
export async function findPoll(tx: Tx, unitId: number, id: number): Promise<StoredPoll | null> {
  return client(tx).poll.findFirst({ where: { id, unitId }, select: shown });
}

/** Open ones, the newest first. */
export async function openPolls(tx: Tx, unitId: number): Promise<StoredPoll[]> {
  return client(tx).poll.findMany({ where: { unitId, state: 'open' }, orderBy: { id: 'desc' }, select: shown });
}

/** The one that was closed last, after `since`. */
export async function lastClosed(tx: Tx, unitId: number, since: Date): Promise<StoredPoll | null> {
  return client(tx).poll.findFirst({
    where: { unitId, state: 'closed', closedAt: { gte: since } },
    orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
    select: shown,
  });
}

/** The next open poll whose time is up, locked; one that another process closes at this moment is passed over. */
export async function claimOverdue(tx: Tx, now: Date, except: readonly number[]): Promise<StoredPoll | null> {
  const db = client(tx);
  const [row] = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM "Poll" WHERE state = 'open' AND "closesAt" <= ${now} AND id <> ALL(${[...except]}::int[])
    ORDER BY "closesAt", id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return row ? db.poll.findUnique({ where: { id: row.id }, select: shown }) : null;
}
