import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { uploadedFile, type ApiParams, type UploadedFile } from './api-request.ts';
import { accountShape, messageShape } from './shapes.ts';
import type { UpdateQueue } from './update-queue.ts';
import type { Chat, KeptFile, Message, World } from './world.ts';

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
  menu: { command: string; description: string }[];
  /** A message of the bot appeared or changed. */
  shown(message: Message): void;
}

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
const textSchema = z.object({ ...common, text: z.string() });
const fileSchema = z.object({ ...common, caption: z.string().default('') });

type Common = z.output<typeof textSchema> | z.output<typeof fileSchema>;
type Method = (params: ApiParams, context: MethodContext) => unknown;

/** The calls that the bot makes; getUpdates is the queue's own. */
export const botMethods: Readonly<Record<string, Method>> = {
  getMe: (_params, { world }) => ({
    ...accountShape(world.bot),
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
  }),
  setWebhook(params, { updates }) {
    const { url, secret_token } = z.object({ url: z.string(), secret_token: z.string().optional() }).parse(params);
    updates.webhook = url === '' ? null : { url, secret: secret_token };
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
  setMyCommands(params, { menu }) {
    const entry = z.object({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: z.string().min(1).max(256) });
    const read = z.object({ commands: z.array(entry).max(100) }).safeParse(params);
    if (!read.success) throw bad('BOT_COMMAND_INVALID');
    menu.splice(0, menu.length, ...read.data.commands);
    return true;
  },
  sendMessage(params, context) {
    const read = textSchema.parse(params);
    if (read.text.trim() === '') throw bad('message text is empty');
    if (read.text.length > 4096) throw bad('message is too long');
    return send(context, read, { text: read.text.trim() });
  },
  sendDocument: (params, context) => sendFile(params, context, 'document'),
  sendPhoto: (params, context) => sendFile(params, context, 'photo'),
  editMessageText(params, context) {
    const { text, ...rest } = z.object({ ...target, text: z.string(), reply_markup: markup.optional() }).parse(params);
    if (text.length > 4096) throw bad('message is too long');
    return edit(context, rest, 'text', text);
  },
  editMessageCaption(params, context) {
    const { caption, ...rest } = z
      .object({ ...target, caption: z.string(), reply_markup: markup.optional() })
      .parse(params);
    if (caption.length > 1024) throw bad('message caption is too long');
    return edit(context, rest, 'caption', caption);
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

function send(context: MethodContext, params: Common, content: { text?: string; caption?: string; file?: KeptFile }) {
  const { world } = context;
  const chat = findChat(world, params.chat_id);
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
  if (read.caption.length > 1024) throw bad('message caption is too long');
  const file = keep(uploadedFile.parse(params[kind]), kind);
  return send(context, read, { file, ...(read.caption === '' ? {} : { caption: read.caption }) });
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
  words: string,
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
  message.buttons = buttons;
  message.editDate = context.world.now();
  context.shown(message);
  return messageShape(message);
}
