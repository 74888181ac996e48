import { AppError } from '../../lib/errors.ts';
import type { Tx } from '../../lib/tx.ts';
import { yearOf } from '../../lib/zoned-time.ts';
import { bookEntries, type NewEntry } from './points.store.ts';
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

/** What became of an award. awarded: this call booked it; points: what stands under the key. */
export interface Awarded {
  awarded: boolean;
  points: number;
}

/**
 * Books points once per natural key, however often and from however many transactions it is asked for.
 * @throws AppError `points.amount` when the item has no fixed worth and `points` is no whole number above 0
 */
export async function award(tx: Tx, request: Award): Promise<Awarded> {
  const [awarded] = await awardAll(tx, [request]);
  if (!awarded) throw new AppError('points.unanswered', 'the ledger did not answer a booking');
  return awarded;
}

/**
 * Books for many members of one unit at once, as those who came to an activity, in one statement.
 * @returns one for each request, in their order
 * @throws AppError `points.amount` as `award` does; then nothing is booked
 */
export async function awardAll(tx: Tx, requests: readonly Award[]): Promise<readonly Awarded[]> {
  const booked = await bookEntries(tx, requests.map(entryFor));
  return booked.map(({ booked: awarded, points }) => ({ awarded, points }));
}

function entryFor(request: Award): NewEntry {
  const points = worthOf(request.item) ?? request.points;
  if (points === undefined || !Number.isSafeInteger(points) || points < 1) {
    throw new AppError('points.amount', `item ${request.item} needs a whole number of points above 0`);
  }
  return {
    unitId: request.unitId,
    memberId: request.memberId,
    item: request.item,
    schemeVersion: scheme.version,
    raw: points,
    counted: points,
    year: yearOf(request.eventAt, request.zone),
    eventAt: request.eventAt,
    naturalKey: request.naturalKey,
    reason: request.reason,
    inboxId: request.inboxId,
    authorId: request.authorId ?? null,
  };
}
