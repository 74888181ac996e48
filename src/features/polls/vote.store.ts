import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';

export interface NewVote {
  pollId: number;
  memberId: number;
  /** Counted from 0, each once; none = taken back. */
  options: readonly number[];
  inboxId: bigint;
  at: Date;
}

/** One vote at a time for each poll: doors work side by side. @returns whether the poll takes votes */
export async function lockOpenPoll(tx: Tx, pollId: number): Promise<boolean> {
  const [row] = await client(tx).$queryRaw<{ state: string }[]>`
    SELECT state::text FROM "Poll" WHERE id = ${pollId} FOR NO KEY UPDATE`;
  return row?.state === 'open';
}

/** The options that the member chose last. */
export async function currentVote(tx: Tx, pollId: number, memberId: number): Promise<readonly number[]> {
  const row = await client(tx).pollVote.findFirst({
    where: { pollId, memberId },
    orderBy: { id: 'desc' },
    select: { options: true },
  });
  return row?.options ?? [];
}

/** It counts in the place of the member's earlier ones, which stay as its history. */
export async function addVote(tx: Tx, vote: NewVote): Promise<void> {
  await client(tx).pollVote.create({ data: { ...vote, options: [...vote.options] } });
}

/** A member who may vote, with what they chose. */
export interface Ballot {
  name: string;
  options: readonly number[];
}

/**
 * Everybody of the unit with their last vote, in the order of the roster. Who left after the poll was closed still
 * counts in it.
 */
export async function readBallots(tx: Tx, pollId: number): Promise<Ballot[]> {
  return client(tx).$queryRaw<Ballot[]>`
    SELECT m.name, coalesce(
      (SELECT v.options FROM "PollVote" v WHERE v."pollId" = p.id AND v."memberId" = m.id ORDER BY v.id DESC LIMIT 1),
      '{}') AS options
    FROM "Poll" p JOIN "Member" m ON m."unitId" = p."unitId"
    WHERE p.id = ${pollId} AND (m."leftAt" IS NULL OR m."leftAt" > p."closedAt")
    ORDER BY m.id`;
}
