import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';
import type { AdoptionLevel } from './adoption-level.ts';

export interface NewEvent {
  submissionId: number;
  kind: 'supplemented' | 'withdrawn' | 'adopted';
  /** supplemented: the words added; adopted: by whom. */
  text: string;
  actorId: number;
  inboxId: bigint;
  messageId: string;
  at: Date;
}

/** @returns false when the same message had this effect before. */
export async function addEvent(tx: Tx, event: NewEvent): Promise<boolean> {
  const { count } = await client(tx).submissionEvent.createMany({ data: [event], skipDuplicates: true });
  return count === 1;
}

/** Whether a message has added to the submission before: then a new version of it is a revision. */
export async function hasAdded(tx: Tx, submissionId: number, messageId: string): Promise<boolean> {
  const where = { submissionId, messageId, kind: 'supplemented' as const };
  return (await client(tx).submissionEvent.count({ where })) > 0;
}

/** What the author added later, oldest first. */
export function supplementsOf(tx: Tx, submissionId: number): Promise<{ text: string; at: Date }[]> {
  return client(tx).submissionEvent.findMany({
    where: { submissionId, kind: 'supplemented', text: { not: '' } },
    orderBy: { id: 'asc' },
    select: { text: true, at: true },
  });
}

export interface NewAdoption {
  submissionId: number;
  level: AdoptionLevel;
  adopter: string;
  recordedById: number;
  at: Date;
}

/** @returns false when this adopter was noted before; each counts once. */
export async function addAdoption(tx: Tx, adoption: NewAdoption): Promise<boolean> {
  const { count } = await client(tx).adoption.createMany({ data: [adoption], skipDuplicates: true });
  return count === 1;
}

/** Who adopted it, in the order the news came. */
export async function adoptersOf(tx: Tx, submissionId: number): Promise<string[]> {
  const rows = await client(tx).adoption.findMany({ where: { submissionId }, orderBy: { id: 'asc' } });
  return rows.map(({ adopter }) => adopter);
}
