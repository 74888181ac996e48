import type { ReadingState } from '../../chat/reading-state.ts';
import { AppError } from '../../lib/errors.ts';
import type { FileStore } from '../../lib/file-store.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { PrismaClient } from '../../storage/generated/prisma/client.ts';

const notFound = () => new AppError('draft.not_found', 'there is no such draft');

/** A unit's drafts for readers outside, oldest first. state: queued, drafting, ready or failed. */
export async function draftRows(prisma: PrismaClient, unitId: number): ReturnType<ReadingState['drafts']> {
  const rows = await prisma.draft.findMany({ where: { unitId }, orderBy: { number: 'asc' } });
  return rows.map(({ id, title, query, state }) => ({ id, title: title || query, state }));
}

/** @throws AppError `draft.not_found` */
export async function draftDetail(prisma: PrismaClient, id: number): ReturnType<ReadingState['draft']> {
  const row = await prisma.draft.findUnique({
    where: { id },
    include: { clauses: { orderBy: { position: 'asc' } } },
  });
  if (!row) throw notFound();
  const clauses = row.clauses.map(({ section, text, cites }) => ({ section, text, cites }));
  return { id, title: row.title || row.query, state: row.state, clauses };
}

/** @throws AppError `draft.not_found` also while it is being written; those of the file store */
export async function draftDocument(
  prisma: PrismaClient,
  files: FileStore,
  id: number,
): ReturnType<ReadingState['document']> {
  const document = await prisma.attachment.findUnique({ where: { draftId: id } });
  if (!document?.sha256) throw notFound();
  return { name: document.name, type: document.type, bytes: await files.read(document.sha256) };
}

/** A draft of the unit with everything that is shown of it; null when there is none of this number. */
export async function findDraft(tx: Tx, unitId: number, number: number) {
  return client(tx).draft.findUnique({
    where: { unitId_number: { unitId, number } },
    include: {
      clauses: { orderBy: { position: 'asc' } },
      sources: { orderBy: [{ at: 'asc' }, { submissionId: 'asc' }] },
      document: true,
    },
  });
}

export type ShownDraft = NonNullable<Awaited<ReturnType<typeof findDraft>>>;

/** The number of a draft within its unit; null when it is another unit's. */
export async function numberOfDraft(tx: Tx, unitId: number, id: number): Promise<number | null> {
  const row = await client(tx).draft.findFirst({ where: { id, unitId }, select: { number: true } });
  return row?.number ?? null;
}

/** The unit's latest drafts, newest first. */
export async function latestDrafts(tx: Tx, unitId: number, limit: number) {
  return client(tx).draft.findMany({
    where: { unitId },
    orderBy: { number: 'desc' },
    take: limit,
    select: { number: true, title: true, query: true, state: true, createdAt: true },
  });
}
