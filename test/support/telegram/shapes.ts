import type { Account, Chat, KeptFile, Message, Poll } from './world.ts';

/** Things of the world in the form the Bot API writes them. */
export function accountShape({ id, name, isBot, username }: Account) {
  return { id, is_bot: isBot, first_name: name, ...(username === undefined ? {} : { username }) };
}

export function chatShape({ id, type, title }: Chat) {
  return type === 'private' ? { id, type, first_name: title } : { id, type, title };
}

export const anonymousAdmin = { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' };

/** Who stands where the name of somebody who writes under another one would. */
const disguises = {
  channel: {
    from: { id: 136817688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' },
    sender_chat: { id: -1_000_000_005_006, type: 'channel', title: '城西之声', username: 'chengxi_voice' },
  },
  'linked channel': {
    from: { id: 777000, is_bot: false, first_name: 'Telegram' },
    sender_chat: { id: -1_000_000_005_005, type: 'channel', title: '城西公告' },
    is_automatic_forward: true,
  },
};

function writerShape({ from, chat, under }: Message) {
  if (under !== undefined) return disguises[under];
  return from ? { from: accountShape(from) } : { from: anonymousAdmin, sender_chat: chatShape(chat) };
}

export function messageShape(message: Message): Record<string, unknown> {
  const { id, chat, date, editDate, text, caption, file, replyTo, topic, album, poll, buttons } = message;
  return {
    message_id: id,
    ...writerShape(message),
    chat: chatShape(chat),
    date,
    ...(editDate === undefined ? {} : { edit_date: editDate }),
    ...(topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true }),
    ...(replyTo ? { reply_to_message: messageShape(withoutQuotation(replyTo)) } : {}),
    ...(text === undefined ? {} : { text, ...marks('entities', text) }),
    ...(caption === undefined ? {} : { caption, ...marks('caption_entities', caption) }),
    ...(album === undefined ? {} : { media_group_id: album }),
    ...(file ? fileShape(file) : {}),
    ...(poll ? { poll: pollShape(poll) } : {}),
    ...(buttons.length === 0 ? {} : { reply_markup: keyboardShape(buttons) }),
  };
}

export const pollShape = ({ id, question, options, several, anonymous, closed }: Poll) => ({
  id,
  question,
  options: options.map((text, index) => ({ persistent_id: String(index), text, voter_count: 0 })),
  total_voter_count: 0,
  is_closed: closed,
  is_anonymous: anonymous,
  type: 'regular',
  allows_multiple_answers: several,
});

/** Telegram quotes one level deep. */
function withoutQuotation({ replyTo: _deeper, ...message }: Message): Message {
  return message;
}

const keyboardShape = (buttons: Message['buttons']) => ({
  inline_keyboard: buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))),
});

function fileShape({ id, name, type, bytes, kind }: KeptFile) {
  const common = { file_id: id, file_unique_id: `u-${id}`, file_size: bytes.length };
  if (kind === 'voice') return { voice: { ...common, duration: 1, mime_type: type } };
  if (kind === 'document') return { document: { ...common, file_name: name, mime_type: type } };
  const small = { ...common, file_id: `${id}-small`, file_size: 1, width: 90, height: 90 };
  return { photo: [small, { ...common, width: 800, height: 800 }] };
}

/** Commands and mentions as Telegram's server finds them; offsets in UTF-16 units. */
function marks(field: 'entities' | 'caption_entities', text: string) {
  const command = /^\/\w{1,32}(@\w+)?/.exec(text);
  const found = [
    ...(command ? [{ type: 'bot_command', offset: 0, length: command[0].length }] : []),
    ...[...text.matchAll(/(?<!\w)@\w{4,32}/g)]
      .filter((match) => !command || match.index >= command[0].length)
      .map((match) => ({ type: 'mention', offset: match.index, length: match[0].length })),
  ];
  return found.length === 0 ? {} : { [field]: found };
}
