import type { Tx } from '../../lib/tx.ts';
import { entryByKey, insertEntry } from './points.store.ts';

export interface Reversal {
  /** Key of the entry that is taken back. */
  naturalKey: string;
  /** In words for people. */
  reason: string;
  /** The message behind it. */
  inboxId: bigint | null;
  /** Who decided it; left out when a rule did. */
  authorId?: number;
  now: Date;
}

/**
 * Takes an entry back by a new one with the opposite amounts. It counts in the same year and on the same day as what it
 * takes back, so that every period sums up as if neither stood.
 * @returns false when there is no such entry, it is itself a reversal, or it was taken back before.
 */
export async function reverse(tx: Tx, reversal: Reversal): Promise<boolean> {
  const entry = await entryByKey(tx, reversal.naturalKey);
  if (!entry || entry.reversesId !== null) return false;
  return insertEntry(tx, {
    unitId: entry.unitId,
    memberId: entry.memberId,
    item: entry.item,
    schemeVersion: entry.schemeVersion,
    raw: 0 - entry.raw,
    counted: 0 - entry.counted,
    year: entry.year,
    eventAt: entry.eventAt,
    naturalKey: `reversal:${entry.id}`,
    reason: reversal.reason,
    inboxId: reversal.inboxId,
    authorId: reversal.authorId ?? null,
    reversesId: entry.id,
    createdAt: reversal.now,
  });
}
