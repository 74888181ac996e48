import { createHash } from 'node:crypto';
import type { IntakeUpdate } from '../../../src/chat/chat-adapter.ts';
import { conversationOf } from '../reading/conversation-of.ts';
import type { WechatPayload } from '../payload-schema.ts';

/**
 * One word for whichever account we have: with the web protocol its id is another one after each login, and a message
 * that the puppet shows again after a login must meet itself.
 */
const inboxAccount = 'wechat';

/** Prepares a record for the inbox. Message ids are WeChat's own and stay over logins. */
export function stampRecord(record: WechatPayload): IntakeUpdate {
  const conversation = conversationOf(record);
  return {
    account: inboxAccount,
    updateKey: keyOf(record),
    messageKey: record.kind === 'said' && record.message ? `${conversation}/${record.message.id}/0` : null,
    conversation,
    payload: record,
  };
}

function keyOf({ kind, message, room, session, people, receivedAt }: WechatPayload): string {
  // The same room with the same people is met once in a session, however often it is looked at.
  if (kind === 'met') return `met/${digest([session, room, people])}`;
  return message ? `${kind}/${message.id}` : `${kind}/${room?.id ?? ''}/${receivedAt}`;
}

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 32);
