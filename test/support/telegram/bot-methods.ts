import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { uploadedFile, type ApiParams, type UploadedFile } from './api-request.ts';
import { readHtml } from './html.ts';
import { accountShape, messageShape, pollShape } from './shapes.ts';
import type { UpdateQueue } from './update-queue.ts';
import type { Chat, Draft, KeptFile, Message, Poll, World } from './world.ts';

/** An answer with `ok: false`. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly parameters: object | undefined;

  constructor(status: number, description: string, parameters?: object) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }
}

export interface MethodContext {
  world: World;
  updates: UpdateQueue;
  /** Button presses not yet answered, and what was answered. */
  presses: Map<string, string | null>;
  /** By scope and language, see menuKey. */
  menus: Map<string, readonly MenuLine[]>;
  /** A message of the bot appeared or changed. */
  shown(message: Message): void;
}

export interface MenuLine {
  command: string;
  description: string;
}

const menuScope = z
  .object({ type: z.string(), chat_id: z.number().optional() })
  .default({ type: 'default' })
  .transform(({ type, chat_id }) => (chat_id === undefined ? type : `${type} ${chat_id}`));
const menuTarget = z.object({ scope: menuScope, language_code: z.string().length(2).or(z.literal('')).default('') });

/** Such as "all_group_chats", "chat 50001" and "chat 50001 en". */
const menuKey = ({ scope, language_code }: z.output<typeof menuTarget>) => `${scope} ${language_code}`.trim();

const bad = (description: string) => new ApiRefusal(400, `Bad Request: ${description}`);

const markup = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string().min(1), callback_data: z.string() }))),
});
const target = { chat_id: z.number(), message_id: z.number() };
const common = {
  chat_id: z.number(),
  message_thread_id: z.number().optional(),
  reply_markup: markup.optional(),
  reply_parameters: z
    .object({ message_id: z.number(), allow_sending_without_reply: z.boolean().default(false) })
    .optional(),
};
const mode = { parse_mode: z.enum(['HTML']).optional() };
const textSchema = z.object({ ...common, ...mode, text: z.string() });
const fileSchema = z.object({ ...common, ...mode, caption: z.string().default('') });
const pollSchema = z.object({
  ...common,
  question: z.string().min(1),
  options: z.array(z.string().or(z.object({ text: z.string() }))),
  is_anonymous: z.boolean().default(true),
  allows_multiple_answers: z.boolean().default(false),
});
const reactionSchema = z.object({
  ...target,
  reaction: z
    .array(z.object({ type: z.literal('emoji'), emoji: z.string() }))
    .max(1)
    .default([]),
});

/** Some of those that Telegram lets bots react with. */
const reactionEmoji: ReadonlySet<string> = new Set('❤ 👍 👎 🔥 👏 🎉 🙏 👌 💯 ✍ 🤝 🫡 🆒 🤔 👀'.split(' '));

type Common =
  z.output<typeof textSchema> | z.output<typeof fileSchema> | Omit<z.output<typeof pollSchema>, 'question' | 'options'>;
type Method = (params: ApiParams, context: MethodContext) => unknown;

/** The calls that the bot makes; getUpdates is the queue's own. */
export const botMethods: Readonly<Record<string, Method>> = {
  getMe: (_params, { world }) => ({
    ...accountShape(world.bot),
    can_join_groups: true,
    can_read_all_group_messages: world.readsAll,
    supports_inline_queries: false,
  }),
  setWebhook(params, { updates }) {
    const { url, secret_token, allowed_updates } = z
      .object({ url: z.string(), secret_token: z.string().optional(), allowed_updates: z.array(z.string()).optional() })
      .parse(params);
    updates.webhook = url === '' ? null : { url, secret: secret_token, allowed: allowed_updates };
    return true;
  },
  deleteWebhook(_params, { updates }) {
    updates.webhook = null;
    return true;
  },
  getWebhookInfo(_params, { updates }) {
    const url = updates.webhook?.url ?? '';
    return { url, has_custom_certificate: false, pending_update_count: updates.waiting.length };
  },
  setMyCommands(params, { menus, world }) {
    const entry = z.object({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: z.string().min(1).max(256) });
    const read = menuTarget.extend({ commands: z.array(entry).min(1).max(100) }).safeParse(params);
    if (!read.success) throw bad('BOT_COMMAND_INVALID');
    menus.set(menuKey(read.data), read.data.commands);
    world.bell.ring();
    return true;
  },
  deleteMyCommands(params, { menus, world }) {
    menus.delete(menuKey(menuTarget.parse(params)));
    world.bell.ring();
    return true;
  },
  sendPoll(params, context) {
    const { question, options, ...read } = pollSchema.parse(params);
    if (question.length > 300) throw bad('poll question length must not exceed 300');
    if (options.length < 2 || options.length > 12) throw bad('poll must have from 2 to 12 options');
    const poll: Poll = {
      id: randomUUID(),
      question,
      options: options.map((option) => (typeof option === 'string' ? option : option.text)),
      several: read.allows_multiple_answers,
      anonymous: read.is_anonymous,
      closed: false,
    };
    if (poll.options.some((option) => option.length > 100 || option === ''))
      throw bad('poll options length must not exceed 100');
    return send(context, read, { poll });
  },
  stopPoll(params, { world }) {
    const { chat_id, message_id } = z.object(target).parse(params);
    const poll = findMessage(world, chat_id, message_id, 'message with poll to stop')?.poll;
    if (!poll) throw bad('message with poll to stop not found');
    if (poll.closed) throw bad('poll has already been closed');
    poll.closed = true;
    world.bell.ring();
    return pollShape(poll);
  },
  setMessageReaction(params, { world }) {
    const { chat_id, message_id, reaction } = reactionSchema.parse(params);
    const message = findMessage(world, chat_id, message_id, 'message to react');
    const emoji = reaction[0]?.emoji;
    if (emoji !== undefined && !reactionEmoji.has(emoji)) throw bad('REACTION_INVALID');
    if (emoji === undefined) delete message.reaction;
    else message.reaction = emoji;
    world.bell.ring();
    return true;
  },
  sendMessage(params, context) {
    const read = textSchema.parse(params);
    const { words: text, bold } = readWords(read.text, read.parse_mode);
    if (text.trim() === '') throw bad('message text is empty');
    if (text.length > 4096) throw bad('message is too long');
    return send(context, read, { text: text.trim(), bold });
  },
  sendDocument: (params, context) => sendFile(params, context, 'document'),
  sendPhoto: (params, context) => sendFile(params, context, 'photo'),
  editMessageText(params, context) {
    const { text, parse_mode, ...rest } = z
      .object({ ...target, ...mode, text: z.string(), reply_markup: markup.optional() })
      .parse(params);
    const said = readWords(text, parse_mode);
    if (said.words.length > 4096) throw bad('message is too long');
    return edit(context, rest, 'text', said);
  },
  editMessageCaption(params, context) {
    const { caption, parse_mode, ...rest } = z
      .object({ ...target, ...mode, caption: z.string(), reply_markup: markup.optional() })
      .parse(params);
    const said = readWords(caption, parse_mode);
    if (said.words.length > 1024) throw bad('message caption is too long');
    return edit(context, rest, 'caption', said);
  },
  answerCallbackQuery(params, { presses, world }) {
    const { callback_query_id, text } = z
      .object({ callback_query_id: z.string(), text: z.string().max(200).default('') })
      .parse(params);
    if (!presses.has(callback_query_id))
      throw bad('query is too old and response timeout expired or query ID is invalid');
    presses.set(callback_query_id, text);
    world.bell.ring();
    return true;
  },
  getFile(params, { world }) {
    const { file_id } = z.object({ file_id: z.string() }).parse(params);
    const file = world.files.get(file_id);
    if (!file) throw bad('wrong file_id or the file is temporarily unavailable');
    if (file.bytes.length > 20 * 1024 * 1024) throw bad('file is too big');
    return {
      file_id,
      file_unique_id: `u-${file_id}`,
      file_size: file.bytes.length,
      file_path: `${file.kind}s/${file_id}`,
    };
  },
};

function findChat({ chats }: World, id: number): Chat {
  const chat = chats.get(id);
  if (!chat) throw bad('chat not found');
  if (chat.movedTo !== undefined) {
    const description = 'Bad Request: group chat was upgraded to a supergroup chat';
    throw new ApiRefusal(400, description, { migrate_to_chat_id: chat.movedTo });
  }
  if (!chat.botInside) {
    const why = chat.type === 'private' ? 'bot was blocked by the user' : `bot was kicked from the ${chat.type} chat`;
    throw new ApiRefusal(403, `Forbidden: ${why}`);
  }
  return chat;
}

function findMessage(world: World, chatId: number, messageId: number, what: string): Message {
  const message = findChat(world, chatId).messages.find((each) => each.id === messageId);
  if (!message) throw bad(`${what} not found`);
  return message;
}

interface Said {
  words: string;
  bold: readonly string[];
}

function readWords(given: string, parseMode: 'HTML' | undefined): Said {
  if (parseMode === undefined) return { words: given, bold: [] };
  try {
    const { text, bold } = readHtml(given);
    return { words: text, bold };
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

type Content = Pick<Draft, 'text' | 'caption' | 'bold' | 'file' | 'poll'>;

function send(context: MethodContext, params: Common, content: Content) {
  const { world } = context;
  const chat = findChat(world, params.chat_id);
  // The first topic of a forum has the number 1 and is meant by saying none; others are known from what was said there.
  const isKnown = (topic: number) => chat.messages.some((each) => each.topic === topic);
  if (params.message_thread_id !== undefined && !isKnown(params.message_thread_id))
    throw bad('message thread not found');
  const quoted = chat.messages.find((each) => each.id === params.reply_parameters?.message_id);
  const { reply_parameters, message_thread_id: topic } = params;
  if (reply_parameters && !quoted && !reply_parameters.allow_sending_without_reply) {
    throw bad('message to be replied not found');
  }
  const message = world.write(chat, {
    from: world.bot,
    ...content,
    ...(quoted ? { replyTo: quoted } : {}),
    ...(topic === undefined ? {} : { topic }),
    buttons: readButtons(params.reply_markup),
  });
  context.shown(message);
  return messageShape(message);
}

function sendFile(params: ApiParams, context: MethodContext, kind: 'document' | 'photo') {
  const read = fileSchema.parse(params);
  const { words: caption, bold } = readWords(read.caption, read.parse_mode);
  if (caption.length > 1024) throw bad('message caption is too long');
  const file = keep(uploadedFile.parse(params[kind]), kind);
  return send(context, read, { file, ...(caption === '' ? {} : { caption, bold }) });
}

const keep = ({ name, bytes }: UploadedFile, kind: KeptFile['kind']): KeptFile => ({
  id: randomUUID(),
  name,
  bytes,
  kind,
  type: 'application/octet-stream',
});

function readButtons(read: z.output<typeof markup> | undefined): Message['buttons'] {
  const rows = read?.inline_keyboard ?? [];
  if (rows.flat().some(({ callback_data }) => Buffer.byteLength(callback_data) > 64)) throw bad('BUTTON_DATA_INVALID');
  return rows.map((row) => row.map(({ text, callback_data }) => ({ text, data: callback_data })));
}

function edit(
  context: MethodContext,
  params: { chat_id: number; message_id: number; reply_markup?: z.output<typeof markup> | undefined },
  field: 'text' | 'caption',
  { words, bold }: Said,
) {
  const chat = findChat(context.world, params.chat_id);
  const message = chat.messages.find((each) => each.id === params.message_id);
  if (!message) throw bad('message to edit not found');
  if (message.from !== context.world.bot) throw bad("message can't be edited");
  if ((field === 'text') !== (message.file === undefined)) throw bad(`there is no ${field} in the message to edit`);
  const buttons = readButtons(params.reply_markup);
  if (message[field] === words && JSON.stringify(message.buttons) === JSON.stringify(buttons)) {
    throw bad('message is not modified: specified new message content and reply markup are exactly the same');
  }
  message[field] = words;
  message.bold = bold;
  message.buttons = buttons;
  message.editDate = context.world.now();
  context.shown(message);
  return messageShape(message);
}
