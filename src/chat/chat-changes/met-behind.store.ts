import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import { withoutTopic } from '../conversation-id.ts';
import type { InboundMessage } from '../message.ts';

/** Updates looked through; after a login a group's own event comes among the first. */
const mostLookedAt = 50;

/**
 * The `met` event of the same group and login that waits behind a message: whose group it is has to be known before the
 * message is handled.
 */
export async function metBehind(
  tx: Tx,
  message: InboundMessage,
  parse: (payload: unknown) => InboundMessage | null,
): Promise<InboundMessage | null> {
  const rows = await client(tx).$queryRaw<{ payload: unknown }[]>`
    SELECT payload FROM "InboxMessage"
    WHERE conversation = ${withoutTopic(message.conversation)} AND state = 'pending'
    ORDER BY id LIMIT ${mostLookedAt}`;
  for (const { payload } of rows) {
    const behind = parse(payload);
    if (behind?.event === 'met' && behind.session === message.session) return behind;
  }
  return null;
}
