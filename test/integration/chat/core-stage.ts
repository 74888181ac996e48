import { z } from 'zod';
import type { ChatAdapter, Intake, OutboundMessage } from '../../../src/chat/chat-adapter.ts';
import { defineCommand } from '../../../src/chat/command.ts';
import { conversationId, withoutTopic, type ConversationId } from '../../../src/chat/conversation-id.ts';
import type { Feature } from '../../../src/chat/feature.ts';
import type { HandleDeps } from '../../../src/chat/inbox/handle-deps.ts';
import { handleNext } from '../../../src/chat/inbox/handle-message.ts';
import type { HandlingContext } from '../../../src/chat/handling-context.ts';
import { isChatter } from '../../../src/chat/inbox/chatter.ts';
import { dueConversations } from '../../../src/chat/inbox/inbox.store.ts';
import { createIntake } from '../../../src/chat/inbox/intake.store.ts';
import type { InboundMessage, OutboundBody } from '../../../src/chat/message.ts';
import { createRegistry, type Registry } from '../../../src/chat/registry.ts';
import { directory, ensureFirstUnit, membersFeature } from '../../../src/features/members/index.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { inTransaction, type Database } from '../../../src/storage/index.ts';
import { createTestDatabase } from '../../support/database.ts';

export const main = conversationId({ platform: 'web', chat: 'main' });
export const dmOf = (key: string) => conversationId({ platform: 'web', chat: `dm:${key}` });

/** How the pretended platform writes a message. */
const payloadSchema = z.object({
  id: z.string(),
  from: z.string(),
  text: z.string(),
  room: z.string().transform((id) => z.custom<ConversationId>().parse(id)),
  version: z.number().default(0),
  replyTo: z.string().optional(),
  mention: z.boolean().default(false),
  action: z.string().optional(),
});

function parse(payload: unknown): InboundMessage | null {
  const read = payloadSchema.safeParse(payload);
  if (!read.success) return null;
  const { id, from, text, room, version, replyTo, mention, action } = read.data;
  return {
    event: action === undefined ? 'message' : 'action',
    platform: 'web',
    conversation: room,
    kind: room.includes('dm%3A') ? 'dm' : 'group',
    chatTitle: 'stage',
    messageId: id,
    editVersion: version,
    sender: { id: from, name: from },
    text,
    mentionsBot: mention,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(action === undefined ? {} : { action, actionId: `press-${id}` }),
    files: [],
    at: new Date('2026-11-24T01:00:00Z'),
  };
}

/** What a test says about one send; by default it arrives. */
export type SendScript = (message: OutboundMessage, edits: string | null) => Promise<void> | void;

export interface ScriptedAdapter extends ChatAdapter {
  /** Text of everything that arrived, in order, an edit with ✎ before it. */
  readonly arrived: readonly { conversation: ConversationId; text: string; key: string }[];
  script: SendScript;
}

/** A platform on which what happens to each send is the test's to say. */
export function createScriptedAdapter(capabilities: Partial<ChatAdapter['capabilities']> = {}): ScriptedAdapter {
  const arrived: { conversation: ConversationId; text: string; key: string }[] = [];
  let nextId = 1;
  const note = ({ conversation, body, key }: OutboundMessage, mark: string) =>
    void arrived.push({ conversation, text: mark + body.text, key });
  const adapter: ScriptedAdapter = {
    platform: 'web',
    capabilities: { edit: true, buttons: true, files: true, idempotentSend: false, ...capabilities },
    arrived,
    script() {},
    parse,
    async send(message) {
      await adapter.script(message, null);
      note(message, '');
      nextId += 1;
      return { messageId: `bot-${nextId - 1}` };
    },
    async edit(messageId, message) {
      await adapter.script(message, messageId);
      note(message, '✎');
    },
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: 'scripted' }),
  };
  return adapter;
}

export interface SayOptions {
  id?: string;
  updateKey?: string;
  version?: number;
  replyTo?: string;
  mention?: boolean;
  action?: string;
  room?: ConversationId;
}

/** The conversation core over a real database with the sample unit; nothing moves by itself. */
export async function createCore(feature: Partial<Feature> = {}) {
  const database = await createTestDatabase();
  const transact: HandleDeps['transact'] = (work) => inTransaction(database, work);
  await transact((tx) => ensureFirstUnit(tx, false));
  const registry: Registry = createRegistry([
    membersFeature({ allCommands: () => registry.commands }),
    { name: 'probe', commands: [], questions: [], actions: [], replies: [], ...feature },
  ]);
  const adapter = createScriptedAdapter();
  const logged: { fields: object; words: string }[] = [];
  const note = (fields: object, words: string) => void logged.push({ fields, words });
  const deps: HandleDeps = {
    transact,
    adapters: new Map([['web', adapter]]),
    registry,
    directory,
    clock: { now: () => new Date('2026-11-24T01:00:00Z') },
    zone: 'Asia/Shanghai',
    locale: 'zh-CN',
    log: { ...silentLogger, error: note, warn: note },
    committed() {},
  };
  const intake: Intake = createIntake({
    pool: database.pool,
    platform: 'web',
    isChatter(payload) {
      const message = parse(payload);
      return message === null || isChatter(registry, message, 'Asia/Shanghai');
    },
    accepted() {},
  });
  let nextId = 1;

  /** Puts one message into the inbox. @returns its message id */
  async function put(from: string, text: string, options: SayOptions = {}): Promise<string> {
    const { room = main, version = 0, updateKey = `u${nextId}`, id = `m${nextId}`, ...rest } = options;
    nextId += 1;
    const messageKey = rest.action === undefined ? `${room}/${id}/${version}` : null;
    const payload = { id, from, text, room, version, ...rest };
    await intake.accept([{ account: 'bot', updateKey, messageKey, conversation: withoutTopic(room), payload }]);
    return id;
  }

  async function handleAll(): Promise<void> {
    for (;;) {
      const due = await dueConversations(database.pool, ['web'], 1000);
      if (due.length === 0) return;
      for (const conversation of due) while (await handleNext(deps, conversation));
    }
  }

  /** Everything the bot wants to say, oldest first. */
  async function answers(): Promise<{ conversation: string; text: string; quotes: string | undefined }[]> {
    const rows = await database.prisma.outboxMessage.findMany({ orderBy: { id: 'asc' } });
    return rows.map(({ conversation, body }) => {
      const { text, replyTo } = z.object({ text: z.string(), replyTo: z.string().optional() }).parse(body);
      return { conversation, text, quotes: replyTo };
    });
  }

  return {
    database,
    deps,
    adapter,
    intake,
    logged,
    put,
    handleAll,
    answers,
    /** Says it, has it handled, and tells what the bot answers to it. */
    async says(from: string, text: string, options: SayOptions = {}): Promise<string[]> {
      const before = (await answers()).length;
      await put(from, text, options);
      await handleAll();
      return (await answers()).slice(before).map((answer) => answer.text);
    },
    /** A message of the bot that has arrived as `messageId`. */
    async told(conversation: ConversationId, body: OutboundBody, subject: string, messageId: string): Promise<void> {
      await database.prisma.outboxMessage.create({
        data: {
          platform: 'web',
          conversation,
          body: { text: body.text },
          subject,
          state: 'sent',
          platformMessageId: messageId,
        },
      });
    },
    /** Whatever waits for its time is due now. */
    async hasten(): Promise<void> {
      await database.pool.query(`UPDATE "InboxMessage" SET "dueAt" = now() WHERE state = 'pending'`);
      await database.pool.query(`UPDATE "OutboxMessage" SET "dueAt" = now() WHERE state = 'due'`);
    },
    states: async () => {
      const rows = await database.prisma.inboxMessage.findMany({ orderBy: { id: 'asc' } });
      return rows.map(({ state }) => state);
    },
    close: () => database.close(),
  };
}

export type Core = Awaited<ReturnType<typeof createCore>>;

/** A command that a test's own code answers: its word, then anything. */
export const commandOf = (
  word: string,
  alias: string,
  handle: (context: HandlingContext, rest: string) => Promise<void>,
) =>
  defineCommand({
    name: `probe.${alias}`,
    words: [word],
    alias,
    who: 'member',
    match: 'prefix',
    args: z.string(),
    help: () => `${word}：试一试`,
    usage: () => `请说：${word} 什么`,
    handle,
  });

/** Where in the whole database a text stands, as `table.column`; every text and JSON column is looked at. */
export async function findText({ pool }: Pick<Database, 'pool'>, text: string): Promise<string[]> {
  const { rows } = await pool.query<{ schema: string; table: string; column: string }>(
    `SELECT table_schema AS schema, table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
       AND (data_type IN ('text', 'json', 'jsonb', 'character varying', 'ARRAY'))`,
  );
  const found: string[] = [];
  for (const { schema, table, column } of rows) {
    const { rowCount } = await pool.query(
      `SELECT 1 FROM "${schema}"."${table}" WHERE position($1 IN "${column}"::text) > 0 LIMIT 1`,
      [text],
    );
    if (rowCount) found.push(`${table}.${column}`);
  }
  return found;
}
