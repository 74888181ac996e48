import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';

/** What the open question about a report for another keeps; undefined when it is decided or has run out. */
export async function waitingReport(
  tx: Tx,
  asked: { kind: string; subject: string; memberId: number; now: Date },
): Promise<unknown> {
  const { now, ...where } = asked;
  const row = await client(tx).question.findFirst({
    where: { ...where, closedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    select: { payload: true },
  });
  return row?.payload;
}
