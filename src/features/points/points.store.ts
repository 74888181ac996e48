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
  reversesId?: number;
  createdAt?: Date;
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

/** @returns false when the natural key, or the reversal of the same entry, is there already, also when another transaction is just writing it. */
export async function insertEntry(tx: Tx, entry: NewEntry): Promise<boolean> {
  const { count } = await client(tx).pointEntry.createMany({ data: [entry], skipDuplicates: true });
  return count === 1;
}

export function entryByKey(tx: Tx, naturalKey: string) {
  return client(tx).pointEntry.findUnique({ where: { naturalKey } });
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

/** The balance: the sum of a member's bookings of one year. */
export async function balanceOf(
  tx: Tx,
  member: { unitId: number; memberId: number; year: number },
): Promise<{ total: number; entries: number }> {
  const { _sum: sums, _count: entries } = await client(tx).pointEntry.aggregate({
    where: member,
    _sum: { counted: true },
    _count: true,
  });
  return { total: sums.counted ?? 0, entries };
}

/** Balances of all present members of a unit who have bookings in the year. */
export async function balancesOf(
  tx: Tx,
  unitId: number,
  year: number,
): Promise<{ memberId: number; name: string; total: number }[]> {
  const where = { unitId, year, member: { leftAt: null } };
  const sums = await client(tx).pointEntry.groupBy({ by: ['memberId'], where, _sum: { counted: true } });
  const members = await client(tx).member.findMany({
    where: { id: { in: sums.map(({ memberId }) => memberId) } },
    select: { id: true, name: true },
  });
  const names = new Map(members.map(({ id, name }) => [id, name]));
  return sums.map(({ memberId, _sum: sum }) => ({
    memberId,
    name: names.get(memberId) ?? '',
    total: sum.counted ?? 0,
  }));
}
