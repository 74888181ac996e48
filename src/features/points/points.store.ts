import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';

/** One booking as it is written; see PointEntry in prisma/schema.prisma. */
export interface NewEntry {
  unitId: number;
  memberId: number;
  item: string;
  schemeVersion: number;
  raw: number;
  counted: number;
  year: number;
  eventAt: Date;
  naturalKey: string;
  reason: string;
  inboxId: bigint | null;
  authorId: number | null;
}

/** An entry to be taken back. */
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

/** A booking as its owner reads it. */
export interface LedgerEntry {
  id: number;
  naturalKey: string;
  counted: number;
  eventAt: Date;
  reason: string;
  /** It takes back another entry. */
  isReversal: boolean;
  /** Another entry took it back. */
  isReversed: boolean;
}

/** Books all entries in one statement; each parameter is one array of rows as JSON. See the ledger migration. */
export const bookingStatement = 'SELECT key, booked, points FROM book_points($1::jsonb)';

/** The entries as the statement's parameter. */
export const toBookings = (entries: readonly NewEntry[]) =>
  JSON.stringify(entries, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

/** booked: this call did it; points: what stands under the key. */
export interface Booking {
  key: string;
  booked: boolean;
  points: number;
}

/**
 * Books entries of one unit, each unless its natural key is there already, also when another transaction is just
 * writing it. Until this transaction ends, others wait that book in the same unit.
 * @returns one for each entry, in their order
 */
export function bookEntries(tx: Tx, entries: readonly NewEntry[]): Promise<Booking[]> {
  return client(tx).$queryRawUnsafe<Booking[]>(bookingStatement, toBookings(entries));
}

/** @returns false when there is no such entry, it is itself a reversal, or it was taken back before. */
export async function bookReversal(tx: Tx, { naturalKey, reason, inboxId, authorId, now }: Reversal): Promise<boolean> {
  const [row] = await client(tx).$queryRaw<{ done: boolean }[]>`
    SELECT reverse_points(${naturalKey}, ${reason}, ${inboxId}, ${authorId ?? null}::int, ${now}) AS done`;
  return row?.done ?? false;
}

const shown = {
  id: true,
  naturalKey: true,
  counted: true,
  eventAt: true,
  reason: true,
  reversesId: true,
  reversedBy: { select: { id: true } },
} as const;

const asLedgerEntry = ({
  reversesId,
  reversedBy,
  ...entry
}: Omit<LedgerEntry, 'isReversal' | 'isReversed'> & {
  reversesId: number | null;
  reversedBy: { id: number } | null;
}): LedgerEntry => ({ ...entry, isReversal: reversesId !== null, isReversed: reversedBy !== null });

/** One booking of a unit; null when there is none with this id, or it is another unit's. */
export async function entryOf(tx: Tx, unitId: number, id: number): Promise<LedgerEntry | null> {
  const row = await client(tx).pointEntry.findFirst({ where: { id, unitId }, select: shown });
  return row && asLedgerEntry(row);
}

/** A member's bookings of one year, newest first. */
export async function entriesOf(
  tx: Tx,
  member: { unitId: number; memberId: number; year: number },
  page: { skip: number; take: number },
): Promise<LedgerEntry[]> {
  const rows = await client(tx).pointEntry.findMany({ where: member, orderBy: { id: 'desc' }, select: shown, ...page });
  return rows.map(asLedgerEntry);
}

/** A member's newest bookings of any year that stand and can be taken back. */
export async function standingEntries(
  tx: Tx,
  member: { unitId: number; memberId: number },
  take: number,
): Promise<LedgerEntry[]> {
  const rows = await client(tx).pointEntry.findMany({
    where: { ...member, reversesId: null, reversedBy: { is: null } },
    orderBy: { id: 'desc' },
    select: shown,
    take,
  });
  return rows.map(asLedgerEntry);
}

/** The balance: the sum of a member's bookings of one year, kept by the booking itself. */
export async function balanceOf(
  tx: Tx,
  member: { unitId: number; memberId: number; year: number },
): Promise<{ total: number; entries: number }> {
  const balance = await client(tx).pointBalance.findUnique({ where: { unitId_year_memberId: member } });
  return { total: balance?.points ?? 0, entries: balance?.entries ?? 0 };
}

/** Balances of all present members of a unit who have bookings in the year. */
export async function balancesOf(
  tx: Tx,
  unitId: number,
  year: number,
): Promise<{ memberId: number; name: string; total: number }[]> {
  return client(tx).$queryRaw`
    SELECT m.id AS "memberId", m.name, b.points AS total FROM "PointBalance" b JOIN "Member" m ON m.id = b."memberId"
    WHERE b."unitId" = ${unitId} AND b.year = ${year} AND m."leftAt" IS NULL ORDER BY m.id`;
}
