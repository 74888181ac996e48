import type { Tx } from '../../lib/tx.ts';
import { bookReversal, type Reversal } from './points.store.ts';

export type { Reversal } from './points.store.ts';

/**
 * Takes an entry back by a new one with the opposite amounts. It counts in the same year and on the same day as what it
 * takes back, so that every period sums up as if neither stood.
 * @returns false when there is no such entry, it is itself a reversal, or it was taken back before.
 */
export const reverse = (tx: Tx, reversal: Reversal): Promise<boolean> => bookReversal(tx, reversal);
