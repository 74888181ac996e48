import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { SubmissionKind } from './read-submission.ts';

/** A submission as its use cases need it. text is the author's own words as first said. */
export interface Submission {
  id: number;
  unitId: number;
  number: number;
  authorId: number;
  authorName: string;
  text: string;
  state: 'received' | 'adopted' | 'withdrawn';
  at: Date;
}

const columns = {
  id: true,
  unitId: true,
  number: true,
  authorId: true,
  author: { select: { name: true } },
  text: true,
  state: true,
  at: true,
} as const;

type Row = Omit<Submission, 'authorName'> & { author: { name: string } };
const asSubmission = ({ author, ...row }: Row): Submission => ({ ...row, authorName: author.name });

export interface NewSubmission {
  unitId: number;
  kind: SubmissionKind;
  authorId: number;
  text: string;
  conversation: string;
  messageId: string;
  inboxId: bigint;
  /** Who handed it in, if that was not the author. */
  handedInById?: number;
  at: Date;
}

/** Makes others who hand in for this unit wait until the transaction ends, so that numbers have no gap and equal texts see each other. */
export async function lockNumbers(tx: Tx, unitId: number): Promise<void> {
  await client(tx).$queryRaw`SELECT id FROM "Unit" WHERE id = ${unitId} FOR NO KEY UPDATE`;
}

/** Stores it under the unit's next number. */
export async function insertSubmission(tx: Tx, submission: NewSubmission): Promise<Submission> {
  const { submissionCount } = await client(tx).unit.update({
    where: { id: submission.unitId },
    data: { submissionCount: { increment: 1 } },
    select: { submissionCount: true },
  });
  const data = { ...submission, number: submissionCount };
  return asSubmission(await client(tx).submission.create({ data, select: columns }));
}

async function findOne(tx: Tx, where: object): Promise<Submission | null> {
  const row = await client(tx).submission.findFirst({ where, orderBy: { id: 'desc' }, select: columns });
  return row && asSubmission(row);
}

export const submissionById = (tx: Tx, unitId: number, id: number) => findOne(tx, { unitId, id });
export const submissionByNumber = (tx: Tx, unitId: number, number: number) => findOne(tx, { unitId, number });

/** The submission that a message of a person became. */
export const submissionByMessage = (tx: Tx, at: { unitId: number; conversation: string; messageId: string }) =>
  findOne(tx, at);

/** The submission that an inbox row became. */
export const submissionByInbox = (tx: Tx, unitId: number, inboxId: bigint) => findOne(tx, { unitId, inboxId });

/** The submission that an inbox row added to. */
export const supplementedByInbox = (tx: Tx, unitId: number, inboxId: bigint) =>
  findOne(tx, { unitId, events: { some: { inboxId, kind: 'supplemented' } } });

/** The newest standing submission with exactly these words. */
export const submissionByText = (tx: Tx, what: { unitId: number; authorId: number; text: string }, since: Date) =>
  findOne(tx, { ...what, at: { gte: since }, state: { not: 'withdrawn' } });

/** An author's newest submissions that can be taken back. */
export async function withdrawable(tx: Tx, unitId: number, authorId: number, take: number): Promise<Submission[]> {
  const rows = await client(tx).submission.findMany({
    where: { unitId, authorId, state: 'received' },
    orderBy: { id: 'desc' },
    select: columns,
    take,
  });
  return rows.map(asSubmission);
}

/** One page of a unit's submissions, newest first, and how many there are. */
export async function pageOfSubmissions(
  tx: Tx,
  unitId: number,
  page: { skip: number; take: number },
): Promise<{ rows: Submission[]; count: number }> {
  const rows = await client(tx).submission.findMany({
    where: { unitId },
    orderBy: { number: 'desc' },
    select: columns,
    ...page,
  });
  return { rows: rows.map(asSubmission), count: await client(tx).submission.count({ where: { unitId } }) };
}

/** @returns false when it was not `received` any more: adopted, or withdrawn before. */
export async function markWithdrawn(tx: Tx, id: number): Promise<boolean> {
  const { count } = await client(tx).submission.updateMany({
    where: { id, state: 'received' },
    data: { state: 'withdrawn' },
  });
  return count === 1;
}

/** @returns false when it is withdrawn. */
export async function markAdopted(tx: Tx, id: number): Promise<boolean> {
  const { count } = await client(tx).submission.updateMany({
    where: { id, state: { not: 'withdrawn' } },
    data: { state: 'adopted' },
  });
  return count === 1;
}
