import { conversationId, type ConversationId } from '../../src/chat/conversation-id.ts';
import type { InboundMessage } from '../../src/chat/message.ts';
import { cleanName } from '../../src/lib/text.ts';
import { readFiles } from './message-files.ts';
import { readText, type BotIdentity } from './message-text.ts';
import {
  readUpdate,
  type TelegramChat,
  type TelegramMessage,
  type TelegramUpdate,
  type TelegramUser,
} from './update-schema.ts';

/** Accounts that stand for others: anonymous administrators, channel posts in a discussion group, people writing as a channel. */
const standIns: ReadonlySet<number> = new Set([1087968824, 777000, 136817688]);

/** Contents without words or file that a person sent, as opposed to notes of the service such as "joined". */
const wordless = ['sticker', 'location', 'venue', 'contact', 'poll', 'dice', 'story', 'checklist'] as const;

/**
 * Makes the pure reader of stored updates. A username kept with the update wins over the one given here, so that an
 * update reads the same whenever it is handled.
 */
export function createParser(bot: () => BotIdentity): (payload: unknown) => InboundMessage | null {
  return (payload) => {
    const update = readUpdate(payload);
    if (!update) return null;
    const { botId, username } = bot();
    return readEvent(update, { botId, username: update.tongxin?.username ?? username });
  };
}

function readEvent(update: TelegramUpdate, bot: BotIdentity): InboundMessage | null {
  const message = update.message ?? update.edited_message;
  if (message?.migrate_to_chat_id !== undefined || message?.migrate_from_chat_id !== undefined)
    return readMove(message);
  if (message) return readMessage(message, bot);
  if (update.callback_query) return readPress(update.callback_query, update.tongxin?.receivedAt);
  if (update.my_chat_member) return readMembership(update.my_chat_member);
  return null;
}

/** Apps cut what is longer than 4096 into several messages, some of them at the end of a line before. */
const fullLength = 3900;

function readMessage(message: TelegramMessage, bot: BotIdentity): InboundMessage | null {
  const files = readFiles(message);
  const words = message.text ?? message.caption;
  const saysSomething = words !== undefined || files.length > 0 || wordless.some((kind) => message[kind] !== undefined);
  const sender = readSender(message);
  if (!saysSomething || message.from?.id === bot.botId || (sender && message.from?.is_bot)) return null;
  const entities = (message.text === undefined ? message.caption_entities : message.entities) ?? [];
  const said = readText({ text: words ?? '', entities }, bot);
  if (!said) return null;
  const replyTo = readReply(message);
  return {
    event: 'message',
    ...readPlace(message),
    messageId: String(message.message_id),
    editVersion: message.edit_date ?? 0,
    sender,
    ...said,
    ...(message.text !== undefined && message.text.length >= fullLength ? { isFull: true } : {}),
    ...(replyTo === undefined ? {} : { replyTo }),
    files,
    at: new Date(message.date * 1000),
  };
}

function readPress(query: NonNullable<TelegramUpdate['callback_query']>, receivedAt?: number): InboundMessage {
  return {
    event: 'action',
    ...readPlace(query.message),
    messageId: String(query.message.message_id),
    editVersion: 0,
    sender: person(query.from),
    text: '',
    mentionsBot: false,
    action: query.data,
    actionId: query.id,
    files: [],
    // Telegram does not say when a button was pressed; the message's own date may be days back.
    at: new Date(receivedAt ?? query.message.date * 1000),
  };
}

/** Both the old group and the new one tell of the move; whichever comes first says all. */
function readMove(message: TelegramMessage): InboundMessage {
  const { chat, migrate_to_chat_id: next = chat.id, migrate_from_chat_id: last = chat.id } = message;
  return {
    event: 'moved',
    ...readPlace({ chat: { ...chat, id: last } }),
    movedTo: conversationOf({ chat: { ...chat, id: next } }),
    messageId: String(message.message_id),
    editVersion: 0,
    sender: null,
    text: '',
    mentionsBot: false,
    files: [],
    at: new Date(message.date * 1000),
  };
}

function readMembership(change: NonNullable<TelegramUpdate['my_chat_member']>): InboundMessage | null {
  const was = isInside(change.old_chat_member);
  const is = isInside(change.new_chat_member);
  if (was === is) return null;
  return {
    event: is ? 'bot_joined' : 'bot_left',
    ...readPlace({ chat: change.chat }),
    messageId: '0',
    editVersion: 0,
    sender: standIns.has(change.from.id) ? null : person(change.from),
    text: '',
    mentionsBot: false,
    files: [],
    at: new Date(change.date * 1000),
  };
}

const isInside = (member: { status: string; is_member?: boolean | undefined }) =>
  ['member', 'administrator', 'creator'].includes(member.status) ||
  (member.status === 'restricted' && member.is_member === true);

/** Where something was said, as far as it makes one conversation. */
interface Place {
  chat: TelegramChat;
  message_thread_id?: number | undefined;
  is_topic_message?: boolean | undefined;
}

function readPlace(place: Place) {
  const { chat } = place;
  const isPrivate = chat.type === 'private';
  return {
    platform: 'telegram',
    conversation: conversationOf(place),
    kind: isPrivate ? ('dm' as const) : ('group' as const),
    chatTitle: isPrivate ? fullName(chat) : cleanName(chat.title ?? ''),
  };
}

/** A reply thread of an ordinary supergroup also has a thread id; only a forum's topic is a conversation of its own. */
export function conversationOf({ chat, message_thread_id, is_topic_message }: Place): ConversationId {
  const topic = is_topic_message ? message_thread_id : undefined;
  return conversationId({
    platform: 'telegram',
    chat: String(chat.id),
    ...(topic === undefined ? {} : { topic: String(topic) }),
  });
}

function readSender(message: TelegramMessage): InboundMessage['sender'] {
  const { from, sender_chat } = message;
  return !from || sender_chat || standIns.has(from.id) ? null : person(from);
}

/** Somebody whose name is empty is called by number. */
const person = (user: TelegramUser) => ({ id: String(user.id), name: fullName(user) || String(user.id) });

/** First and last name in the order Telegram shows them; without the space when both are Chinese. */
function fullName({
  first_name,
  last_name,
}: {
  first_name?: string | undefined;
  last_name?: string | undefined;
}): string {
  const parts = [first_name, last_name].map((part) => cleanName(part ?? '')).filter((part) => part !== '');
  return parts.join(parts.every((part) => /^\p{Script=Han}+$/u.test(part)) ? '' : ' ');
}

/** In a topic every message without a reply of its own "answers" the note that opened the topic. */
function readReply({
  reply_to_message: quoted,
  message_thread_id,
  is_topic_message,
}: TelegramMessage): string | undefined {
  if (!quoted || quoted.forum_topic_created !== undefined) return undefined;
  if (is_topic_message && quoted.message_id === message_thread_id) return undefined;
  return String(quoted.message_id);
}
