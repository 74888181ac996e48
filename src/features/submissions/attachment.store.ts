import { z } from 'zod';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';

/** A file that the platform still has: whose platform, and its own handle. */
const remoteFile = z.object({ platform: z.string(), handle: z.record(z.string(), z.union([z.string(), z.number()])) });
export type RemoteFile = z.output<typeof remoteFile>;

export interface NewAttachment {
  unitId: number;
  submissionId: number;
  name: string;
  type: string;
  size: number;
  sha256?: string;
  remote?: RemoteFile;
}

export async function insertAttachment(tx: Tx, attachment: NewAttachment): Promise<number> {
  const { id } = await client(tx).attachment.create({ data: attachment, select: { id: true } });
  return id;
}

export interface KeptFile {
  name: string;
  type: string;
  size: number;
  /** null while it is still to be fetched, or could not be. */
  sha256: string | null;
}

export function filesOf(tx: Tx, submissionId: number): Promise<KeptFile[]> {
  return client(tx).attachment.findMany({
    where: { submissionId },
    orderBy: { id: 'asc' },
    select: { name: true, type: true, size: true, sha256: true },
  });
}

export interface WaitingAttachment {
  id: number;
  name: string;
  size: number;
  remote: RemoteFile;
  submission: { id: number; number: number; authorId: number; conversation: string };
}

const waiting = { sha256: null, error: null, submissionId: { not: null } };

/** An attachment whose bytes are still to be fetched; null when there is nothing left to do. */
export async function waitingAttachment(tx: Tx, id: number): Promise<WaitingAttachment | null> {
  const row = await client(tx).attachment.findFirst({
    where: { id, ...waiting },
    include: { submission: { select: { id: true, number: true, authorId: true, conversation: true } } },
  });
  const remote = remoteFile.safeParse(row?.remote);
  if (!row?.submission || !remote.success) return null;
  return { id, name: row.name, size: row.size, remote: remote.data, submission: row.submission };
}

export async function markFetched(tx: Tx, id: number, kept: { sha256: string; size: number }): Promise<void> {
  await client(tx).attachment.updateMany({ where: { id, sha256: null }, data: kept });
}

/** @returns false when it was fetched or given up before. */
export async function markGivenUp(tx: Tx, id: number, error: string): Promise<boolean> {
  const { count } = await client(tx).attachment.updateMany({ where: { id, ...waiting }, data: { error } });
  return count === 1;
}

/** Ids of attachments made between the two moments that still wait for their bytes, oldest first. */
export async function waitingAttachments(tx: Tx, from: Date, to: Date): Promise<number[]> {
  const rows = await client(tx).attachment.findMany({
    where: { ...waiting, createdAt: { gte: from, lte: to } },
    orderBy: { id: 'asc' },
    select: { id: true, remote: true },
    take: 200,
  });
  return rows.filter(({ remote }) => remote !== null).map(({ id }) => id);
}
