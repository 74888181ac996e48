import type { IntakeUpdate } from '../../src/chat/chat-adapter.ts';
import { conversationId } from '../../src/chat/conversation-id.ts';
import { conversationOf, privateTalkOf } from './read-place.ts';
import { reactionId } from './read-reaction.ts';
import { envelopeSchema, readUpdate, type TelegramUpdate } from './update-schema.ts';

/** What an update does not say itself but its reading needs. */
export interface Stamp {
  /** See ChatAdapter.platform. */
  platform: string;
  botId: number;
  /** The bot's name at that time. */
  username: string;
  /** False while Telegram's privacy mode is on for the bot. */
  hearsAll: boolean;
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
  const { username, receivedAt, hearsAll } = stamp;
  const ability = 'my_chat_member' in envelope.data ? { hearsAll } : {};
  const payload = { ...envelope.data, tongxin: { username, receivedAt: receivedAt.getTime(), ...ability } };
  return {
    account: String(stamp.botId),
    updateKey: String(update_id),
    ...readKeys(readUpdate(payload), stamp.platform),
    payload,
  };
}

/** Stands in for an update that cannot be stored as it is. */
export function emptyUpdate(updateId: number, { botId, platform }: Pick<Stamp, 'botId' | 'platform'>): IntakeUpdate {
  return {
    account: String(botId),
    updateKey: String(updateId),
    ...readKeys(null, platform),
    payload: { update_id: updateId },
  };
}

type Keys = Pick<IntakeUpdate, 'conversation' | 'messageKey' | 'album'>;

function readKeys(update: TelegramUpdate | null, platform: string): Keys {
  const { callback_query, my_chat_member, message_reaction, poll_answer } = update ?? {};
  const message = update?.message ?? update?.edited_message;
  const voter = poll_answer?.user && privateTalkOf(poll_answer.user);
  const place = message ?? callback_query?.message ?? my_chat_member ?? message_reaction ?? voter;
  // Nobody's: an update of a kind or shape that we do not know.
  if (!place) return { conversation: conversationId({ platform, chat: 'none' }), messageKey: null };
  const conversation = conversationOf(place, platform);
  if (message) {
    const { message_id, edit_date = 0, media_group_id: album } = message;
    return {
      conversation,
      messageKey: `${conversation}/${message_id}/${edit_date}`,
      ...(album === undefined ? {} : { album }),
    };
  }
  // Votes, presses and changes of membership may come again and mean it: only their update's number tells them apart.
  if (!message_reaction?.user) return { conversation, messageKey: null };
  return { conversation, messageKey: `${conversation}/${reactionId(message_reaction, message_reaction.user.id)}/0` };
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
