import type { IntakeUpdate } from '../../src/chat/chat-adapter.ts';
import { conversationId } from '../../src/chat/conversation-id.ts';
import { conversationOf } from './parse-update.ts';
import { envelopeSchema, readUpdate, type TelegramUpdate } from './update-schema.ts';

/** What an update does not say itself but its reading needs. */
export interface Stamp {
  botId: number;
  /** The bot's name at that time. */
  username: string;
  receivedAt: Date;
}

/** Updates of Telegram are a few levels deep; far deeper ones would overflow the stack of whoever stores them. */
const deepest = 64;

/**
 * Prepares an update for the inbox. What cannot be read is kept as its number alone, so that it is seen once.
 * @returns null when it has no usable update_id
 */
export function stampUpdate(update: unknown, stamp: Stamp): IntakeUpdate | null {
  const envelope = envelopeSchema.safeParse(update);
  if (!envelope.success) return null;
  const { update_id } = envelope.data;
  if (!isShallow(update, deepest)) return emptyUpdate(update_id, stamp);
  const tongxin = { username: stamp.username, receivedAt: stamp.receivedAt.getTime() };
  const payload = { ...envelope.data, tongxin };
  return {
    account: String(stamp.botId),
    updateKey: String(update_id),
    ...readKeys(readUpdate(payload)),
    payload,
  };
}

/** Stands in for an update that cannot be stored as it is. */
export function emptyUpdate(updateId: number, { botId }: Pick<Stamp, 'botId'>): IntakeUpdate {
  return {
    account: String(botId),
    updateKey: String(updateId),
    ...readKeys(null),
    payload: { update_id: updateId },
  };
}

function readKeys(update: TelegramUpdate | null): Pick<IntakeUpdate, 'conversation' | 'messageKey'> {
  const message = update?.message ?? update?.edited_message;
  const place = message ?? update?.callback_query?.message ?? update?.my_chat_member;
  // Nobody's: an update of a kind or shape that we do not know.
  if (!place) return { conversation: conversationId({ platform: 'telegram', chat: 'none' }), messageKey: null };
  const conversation = conversationOf(place);
  const messageKey = message ? `${conversation}/${message.message_id}/${message.edit_date ?? 0}` : null;
  return { conversation, messageKey };
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
