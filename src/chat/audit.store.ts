import type { Tx } from '../lib/tx.ts';
import { client } from '../storage/index.ts';

/** Notes who did what. `subject` is `<type>:<id>`; no members' text. */
export async function recordAudit(
  tx: Tx,
  event: { unitId: number | null; memberId: number | null; action: string; subject: string },
): Promise<void> {
  await client(tx).auditEvent.create({ data: event });
}
