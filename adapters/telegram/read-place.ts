import { conversationId, type ConversationId } from '../../src/chat/conversation-id.ts';
import type { Sender } from '../../src/chat/message.ts';
import { cleanName } from '../../src/lib/text.ts';
import type { TelegramChat, TelegramUser } from './update-schema.ts';

/** Where something was said, as far as it makes one conversation. */
export interface Place {
  chat: TelegramChat;
  message_thread_id?: number | undefined;
  is_topic_message?: boolean | undefined;
}

/** Telegram's number of a forum's first topic, which in a call counts as none. */
const generalTopic = 1;

/** The part of an InboundMessage that says where. */
export function readPlace(place: Place, platform: string) {
  const { chat } = place;
  const isPrivate = chat.type === 'private';
  return {
    platform,
    conversation: conversationOf(place, platform),
    kind: isPrivate ? ('dm' as const) : ('group' as const),
    chatTitle: isPrivate ? fullName(chat) : cleanName(chat.title ?? ''),
  };
}

/** A reply thread of an ordinary supergroup also has a thread id; only a forum's topic is a conversation of its own. */
export function conversationOf({ chat, message_thread_id, is_topic_message }: Place, platform: string): ConversationId {
  const topic = is_topic_message && message_thread_id !== generalTopic ? message_thread_id : undefined;
  return conversationId({
    platform,
    chat: String(chat.id),
    ...(topic === undefined ? {} : { topic: String(topic) }),
  });
}

/** The private talk with somebody has that person's number. */
export const privateTalkOf = (user: TelegramUser): Place => ({ chat: { ...user, type: 'private' } });

/** Somebody whose name is empty is called by number. */
export const readPerson = (user: TelegramUser): Sender => ({
  id: String(user.id),
  name: fullName(user) || String(user.id),
});

interface Named {
  first_name?: string | undefined;
  last_name?: string | undefined;
}

/** First and last name in the order Telegram shows them; without the space when both are Chinese. */
function fullName({ first_name, last_name }: Named): string {
  const parts = [first_name, last_name].map((part) => cleanName(part ?? '')).filter((part) => part !== '');
  return parts.join(parts.every((part) => /^\p{Script=Han}+$/u.test(part)) ? '' : ' ');
}
