import type { ReadingState } from '../../chat/reading-state.ts';
import type { PrismaClient } from '../../storage/generated/prisma/client.ts';

type Summary = Awaited<ReturnType<ReadingState['points']>>;
type Total = { member: string; name: string; counted: number; raw: number };

/**
 * A unit's points of one year for readers outside: totals of everybody with entries, best first, and the entries, newest
 * first. state: `approved`, `reversed` (another entry took it back) or `reversal`.
 */
export async function pointsSummary(prisma: PrismaClient, unitId: number, year: number): Promise<Summary> {
  const rows = await prisma.pointEntry.findMany({
    where: { unitId, year },
    orderBy: { id: 'desc' },
    include: { member: { select: { key: true, name: true } }, reversedBy: { select: { id: true } } },
  });
  const totals = new Map<string, Total>();
  for (const { member, counted, raw } of rows) {
    const sum = totals.get(member.key) ?? { member: member.key, name: member.name, counted: 0, raw: 0 };
    totals.set(member.key, { ...sum, counted: sum.counted + counted, raw: sum.raw + raw });
  }
  return {
    year,
    totals: [...totals.values()].toSorted((a, b) => b.counted - a.counted || a.member.localeCompare(b.member)),
    entries: rows.map((row) => ({
      member: row.member.key,
      item: row.item,
      raw: row.raw,
      counted: row.counted,
      state: row.reversesId !== null ? 'reversal' : row.reversedBy ? 'reversed' : 'approved',
      at: row.eventAt.toISOString(),
      reason: row.reason,
    })),
  };
}
