import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';

/** A message as it came in, by the platform's id. */
export interface InboxedMessage {
  id: bigint;
  state: 'pending' | 'done' | 'ignored' | 'waiting' | 'set_aside';
  payload: unknown;
}

/** @param messageKey see IntakeUpdate.messageKey; version 0 */
export async function inboxedMessage(tx: Tx, platform: string, messageKey: string): Promise<InboxedMessage | null> {
  const [row] = await client(tx).$queryRaw<InboxedMessage[]>`
    SELECT id, state::text AS state, payload FROM "InboxMessage"
    WHERE platform = ${platform} AND "messageKey" = ${messageKey}`;
  return row ?? null;
}
