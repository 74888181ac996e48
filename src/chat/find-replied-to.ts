import type { Tx } from '../lib/tx.ts';
import type { RepliedTo } from './handling-context.ts';
import type { InboundMessage } from './message.ts';
import { subjectOf } from './outbox/outbox.store.ts';
import { sentWithWords } from './outbox/quoted-words.store.ts';

/** What the message quotes, by its id or, where the platform gives none that we know, by its words. */
export async function findRepliedTo(
  tx: Tx,
  { conversation, replyTo, quotedText }: InboundMessage,
  memberId: number | null,
): Promise<RepliedTo | null> {
  if (replyTo !== undefined) {
    const sent = await subjectOf(tx, conversation, replyTo, memberId);
    if (sent) return { subject: sent.subject ?? '', messageId: replyTo };
  }
  if (quotedText !== undefined) {
    const messageId = await sentWithWords(tx, conversation, quotedText);
    // Of receipts that left as one, the speaker's own.
    const sent = messageId === null ? null : await subjectOf(tx, conversation, messageId, memberId);
    if (messageId !== null) return { subject: sent?.subject ?? '', messageId };
  }
  return replyTo === undefined && quotedText === undefined ? null : { subject: null, messageId: replyTo ?? '' };
}
