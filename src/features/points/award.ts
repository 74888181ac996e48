import { AppError } from '../../lib/errors.ts';
import type { Tx } from '../../lib/tx.ts';
import { yearOf } from '../../lib/zoned-time.ts';
import { entryByKey, insertEntry } from './points.store.ts';
import { scheme, worthOf, type ItemKey } from './scheme.ts';

export interface Award {
  unitId: number;
  memberId: number;
  item: ItemKey;
  /** Only for items without a fixed worth (`manual`). */
  points?: number;
  /** When it happened; decides the year. */
  eventAt: Date;
  /** IANA zone the year is reckoned in. */
  zone: string;
  /** Business key, such as `submission:12:received`: one entry each, for ever, also after a reversal. */
  naturalKey: string;
  /** In words for people. */
  reason: string;
  /** The message behind it. */
  inboxId: bigint | null;
  /** Who gave it by hand; left out when a rule did. */
  authorId?: number;
}

/**
 * Books points once per natural key, however often and from however many transactions it is asked for.
 * @returns awarded: this call booked it; points: what stands under the key.
 * @throws AppError `points.amount` when the item has no fixed worth and `points` is no whole number above 0
 */
export async function award(tx: Tx, award: Award): Promise<{ awarded: boolean; points: number }> {
  const points = worthOf(award.item) ?? award.points;
  if (points === undefined || !Number.isSafeInteger(points) || points < 1) {
    throw new AppError('points.amount', `item ${award.item} needs a whole number of points above 0`);
  }
  const awarded = await insertEntry(tx, {
    unitId: award.unitId,
    memberId: award.memberId,
    item: award.item,
    schemeVersion: scheme.version,
    raw: points,
    counted: points,
    year: yearOf(award.eventAt, award.zone),
    eventAt: award.eventAt,
    naturalKey: award.naturalKey,
    reason: award.reason,
    inboxId: award.inboxId,
    authorId: award.authorId ?? null,
  });
  if (awarded) return { awarded, points };
  const booked = await entryByKey(tx, award.naturalKey);
  return { awarded, points: booked?.counted ?? points };
}
