import type { InboundMessage } from '../../src/chat/message.ts';
import { readFiles } from './message-files.ts';
import { readText, type BotIdentity } from './message-text.ts';
import { conversationOf, readPerson, readPlace } from './read-place.ts';
import { readReaction } from './read-reaction.ts';
import { readVote } from './read-vote.ts';
import type { ActionSigner } from './sign-action.ts';
import { readUpdate, type TelegramMessage, type TelegramUpdate } from './update-schema.ts';

/** Accounts that stand for others: anonymous administrators, channel posts in a discussion group, people writing as a channel. */
const standIns: ReadonlySet<number> = new Set([1087968824, 777000, 136817688]);

/** Contents without words or file that a person sent, as opposed to notes of the service such as "joined". */
const wordless = ['sticker', 'location', 'venue', 'contact', 'poll', 'dice', 'story', 'checklist'] as const;

/** Which bot reads. */
export interface ParserIdentity extends BotIdentity {
  /** See ChatAdapter.platform; default telegram. */
  platform?: string;
}

/**
 * Makes the pure reader of stored updates. A username kept with the update wins over the one given here, so that an
 * update reads the same whenever it is handled.
 * @param readAction takes the signature off a button's data; '' for what is not signed by us
 */
export function createParser(
  bot: () => ParserIdentity,
  readAction: ActionSigner['read'],
): (payload: unknown) => InboundMessage | null {
  return (payload) => {
    const update = readUpdate(payload);
    if (!update) return null;
    const { botId, username, platform = 'telegram' } = bot();
    return readEvent(update, { botId, username: update.tongxin?.username ?? username, platform, readAction });
  };
}

interface Reader extends Required<ParserIdentity> {
  readAction: ActionSigner['read'];
}

function readEvent(update: TelegramUpdate, bot: Reader): InboundMessage | null {
  const { platform } = bot;
  const { tongxin, callback_query, my_chat_member, message_reaction, poll_answer } = update;
  const message = update.message ?? update.edited_message;
  if (message?.migrate_to_chat_id !== undefined || message?.migrate_from_chat_id !== undefined)
    return readMove(message, platform);
  if (message) return readMessage(message, bot);
  if (callback_query) return readPress(callback_query, bot, tongxin?.receivedAt);
  if (my_chat_member) return readMembership(my_chat_member, platform, tongxin?.hearsAll);
  if (message_reaction) return readReaction(message_reaction, platform);
  if (poll_answer) return readVote(poll_answer, { platform, receivedAt: tongxin?.receivedAt });
  return null;
}

/** Apps cut what is longer than 4096 into several messages, some of them at the end of a line before. */
const fullLength = 3900;

function readMessage(message: TelegramMessage, bot: Reader): InboundMessage | null {
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
    ...readPlace(message, bot.platform),
    messageId: String(message.message_id),
    editVersion: message.edit_date ?? 0,
    sender,
    ...said,
    ...(message.text !== undefined && message.text.length >= fullLength ? { isFull: true } : {}),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(message.media_group_id === undefined ? {} : { album: message.media_group_id }),
    files,
    at: new Date(message.date * 1000),
  };
}

function readPress(
  query: NonNullable<TelegramUpdate['callback_query']>,
  { platform, readAction }: Reader,
  receivedAt?: number,
): InboundMessage {
  return {
    event: 'action',
    ...readPlace(query.message, platform),
    messageId: String(query.message.message_id),
    editVersion: 0,
    sender: readPerson(query.from),
    text: '',
    mentionsBot: false,
    // One that we did not sign is no button of ours: empty, which the core answers as one that is gone.
    action: readAction(query.data),
    actionId: query.id,
    files: [],
    // Telegram does not say when a button was pressed; the message's own date may be days back.
    at: new Date(receivedAt ?? query.message.date * 1000),
  };
}

/** Both the old group and the new one tell of the move; whichever comes first says all. */
function readMove(message: TelegramMessage, platform: string): InboundMessage {
  const { chat, migrate_to_chat_id: next = chat.id, migrate_from_chat_id: last = chat.id } = message;
  return {
    event: 'moved',
    ...readPlace({ chat: { ...chat, id: last } }, platform),
    movedTo: conversationOf({ chat: { ...chat, id: next } }, platform),
    messageId: String(message.message_id),
    editVersion: 0,
    sender: null,
    text: '',
    mentionsBot: false,
    files: [],
    at: new Date(message.date * 1000),
  };
}

/** @param readsAll what Telegram said of the bot when the update came; undefined = an update of before that was asked */
function readMembership(
  { chat, from, date, old_chat_member, new_chat_member }: NonNullable<TelegramUpdate['my_chat_member']>,
  platform: string,
  readsAll: boolean | undefined,
): InboundMessage | null {
  const is = isInside(new_chat_member);
  // In privacy mode an administrator's rights decide what the bot hears: with them it comes in anew, so to say.
  const hearsOtherwise = is && readsAll === false && leads(old_chat_member) !== leads(new_chat_member);
  if (isInside(old_chat_member) === is && !hearsOtherwise) return null;
  const hearsAll = leads(new_chat_member) || readsAll;
  return {
    event: is ? 'bot_joined' : 'bot_left',
    ...readPlace({ chat }, platform),
    messageId: '0',
    editVersion: 0,
    sender: standIns.has(from.id) ? null : readPerson(from),
    text: '',
    mentionsBot: false,
    ...(is && hearsAll !== undefined ? { hearsAll } : {}),
    files: [],
    at: new Date(date * 1000),
  };
}

/** Privacy mode holds nothing back from administrators. */
const leads = ({ status }: { status: string }) => status === 'administrator' || status === 'creator';

const isInside = (member: { status: string; is_member?: boolean | undefined }) =>
  ['member', 'administrator', 'creator'].includes(member.status) ||
  (member.status === 'restricted' && member.is_member === true);

function readSender(message: TelegramMessage): InboundMessage['sender'] {
  const { from, sender_chat } = message;
  return !from || sender_chat || standIns.has(from.id) ? null : readPerson(from);
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
