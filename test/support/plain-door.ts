import { z } from 'zod';
import type { Capabilities, ChatAdapter, IntakeUpdate, OutboundMessage } from '../../src/chat/chat-adapter.ts';
import { asConversationId, conversationId } from '../../src/chat/conversation-id.ts';
import type { Feature } from '../../src/chat/feature.ts';
import type { HandleDeps, Wakeup } from '../../src/chat/inbox/handle-deps.ts';
import { handleNext } from '../../src/chat/inbox/handle-message.ts';
import { isChatter } from '../../src/chat/inbox/chatter.ts';
import { dueConversations } from '../../src/chat/inbox/inbox.store.ts';
import { createIntake } from '../../src/chat/inbox/intake.store.ts';
import type { InboundFile, InboundMessage, OutboundBody } from '../../src/chat/message.ts';
import { deliverDue } from '../../src/chat/outbox/sender.ts';
import { createRegistry, type Registry } from '../../src/chat/registry.ts';
import { activitiesFeature } from '../../src/features/activities/index.ts';
import { directory, ensureFirstUnit, findMembersByName, membersFeature } from '../../src/features/members/index.ts';
import { pointsFeature } from '../../src/features/points/index.ts';
import { submissionsFeature } from '../../src/features/submissions/index.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { inTransaction } from '../../src/storage/index.ts';
import { createTestDatabase } from './database.ts';

const platform = 'plain';
const zone = 'Asia/Shanghai';
const group = conversationId({ platform, chat: 'group' });
const dmOf = (key: string) => conversationId({ platform, chat: `dm-${key}` });

/** How the pretended platform writes what happens; whatever a real one may say beside its words is optional. */
const payloadSchema = z.object({
  event: z.enum(['message', 'action', 'recalled']),
  id: z.string(),
  from: z.string(),
  text: z.string(),
  place: z.string(),
  version: z.number(),
  at: z.string(),
  replyTo: z.string().exactOptional(),
  quotedText: z.string().exactOptional(),
  album: z.string().exactOptional(),
  action: z.string().exactOptional(),
  reaction: z.boolean().default(false),
  pictures: z.array(z.string()),
});
type Payload = z.input<typeof payloadSchema>;

const picture = (name: string): InboundFile => ({ name, type: 'image/jpeg', size: 10, remote: { id: name } });

function parse(payload: unknown): InboundMessage | null {
  const read = payloadSchema.safeParse(payload).data;
  if (!read) return null;
  const { id, from, place, version, at, pictures, reaction, action, ...rest } = read;
  return {
    ...rest,
    platform,
    conversation: asConversationId(place),
    kind: place === group ? 'group' : 'dm',
    chatTitle: '一支部',
    messageId: id,
    editVersion: version,
    sender: { id: from, name: from },
    mentionsBot: false,
    ...(reaction ? { isReaction: true as const } : {}),
    ...(action === undefined ? {} : { action, actionId: `press-${id}` }),
    files: pictures.map(picture),
    at: new Date(at),
  };
}

/** What arrived on the platform. */
export interface Arrived extends OutboundBody {
  place: string;
  messageId: string;
  edited: boolean;
}

export type Saying = Partial<Omit<Payload, 'from' | 'text' | 'at' | 'place'>> & { private?: boolean };

export interface PlainDoorOptions {
  /** Default: words alone: no buttons, no reactions, no edits. */
  capabilities?: Partial<Capabilities>;
  startLink?: (code: string) => string;
  extra?: readonly Feature[];
}

/**
 * A unit on a platform of few means, from the intake to what arrives: real database, real core and features. Everybody
 * has an account, and those named in `opensPrivate` a private talk.
 */
export async function createPlainDoor({ capabilities = {}, startLink, extra = [] }: PlainDoorOptions = {}) {
  const database = await createTestDatabase();
  const { prisma, pool } = database;
  const transact: HandleDeps['transact'] = (work) => inTransaction(database, work);
  await transact((tx) => ensureFirstUnit(tx, false));
  const unit = await prisma.unit.findFirstOrThrow({ where: { key: 'demo' } });
  const members = await prisma.member.findMany({ where: { unitId: unit.id } });
  // The browser room is closed: nobody is reached there.
  await prisma.chat.updateMany({ data: { unitId: null } });
  await prisma.identity.deleteMany();
  await prisma.chat.create({
    data: { conversation: group, platform, kind: 'group', title: '一支部', unitId: unit.id },
  });
  await prisma.identity.createMany({
    data: members.map(({ id, key, name }) => ({ platform, externalId: key, displayName: name, memberId: id })),
  });

  const arrived: Arrived[] = [];
  const words: string[] = [];
  const note = ({ conversation, body }: OutboundMessage, messageId: string, edited: boolean) =>
    void arrived.push({ ...body, place: conversation, messageId, edited });
  const adapter: ChatAdapter = {
    platform,
    capabilities: { edit: false, buttons: false, files: true, idempotentSend: true, ...capabilities },
    parse,
    async send(message) {
      const { reaction, replyTo } = message.body;
      const reacts = capabilities.reactions && reaction !== undefined && replyTo !== undefined;
      const messageId = reacts ? replyTo : `bot-${arrived.length + 1}`;
      note(message, messageId, false);
      return { messageId };
    },
    async edit(messageId, message) {
      note(message, messageId, true);
    },
    async answerAction(_, word) {
      words.push(word);
    },
    ...(startLink ? { startLink } : {}),
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: 'plain' }),
  };
  const registry: Registry = createRegistry([
    membersFeature({ allCommands: () => registry.commands }),
    submissionsFeature(),
    pointsFeature({ findMembersByName }),
    activitiesFeature(),
    ...extra,
  ]);
  const failures: unknown[] = [];
  const wakeups: Wakeup[] = [];
  const clock = { now: () => new Date('2026-11-22T02:00:00Z') };
  const deps: HandleDeps = {
    transact,
    adapters: new Map([[platform, adapter]]),
    registry,
    directory,
    clock,
    zone,
    locale: 'zh-CN',
    log: { ...silentLogger, error: (fields: object) => void failures.push(fields) },
    committed: (more) => void wakeups.push(...more),
  };
  const reads = (payload: unknown) => {
    const message = parse(payload);
    return message === null || isChatter(registry, message, zone, adapter.capabilities);
  };
  const intake = createIntake({ pool, platform, isChatter: reads, accepted() {} });
  let nextId = 1;

  function update(from: string, text: string, saying: Saying = {}): IntakeUpdate {
    const {
      private: isPrivate = false,
      event = 'message',
      version = 0,
      id = `m${nextId}`,
      pictures = [],
      ...rest
    } = saying;
    nextId += 1;
    const place = isPrivate ? dmOf(from) : group;
    const payload: Payload = {
      event,
      id,
      from,
      text,
      place,
      version,
      pictures,
      at: clock.now().toISOString(),
      ...rest,
    };
    const messageKey = event === 'message' ? `${place}/${id}/${version}` : null;
    return {
      account: 'bot',
      updateKey: event === 'message' ? `${place}/${id}/${version}` : `${event}-${nextId}`,
      messageKey,
      conversation: place,
      ...(rest.album === undefined ? {} : { album: rest.album }),
      payload,
    };
  }

  /** Handles and delivers whatever is due. */
  async function settle(): Promise<void> {
    for (;;) {
      const due = await dueConversations(pool, [platform], 100);
      for (const conversation of due) while (await handleNext(deps, conversation));
      const sent = await deliverDue({ ...deps, pool, adapter });
      if (due.length === 0 && sent === 0) return;
    }
  }

  /** Takes in what happened in one commit. @returns what arrived since */
  async function takes(...updates: readonly IntakeUpdate[]): Promise<readonly Arrived[]> {
    const before = arrived.length;
    await intake.accept(updates);
    await settle();
    return arrived.slice(before);
  }

  return {
    database,
    unit,
    group,
    dmOf,
    arrived,
    /** What was shown to those who pressed. */
    words,
    wakeups,
    update,
    takes,
    settle,
    /** @returns what arrived since, as text */
    async says(from: string, text: string, saying: Saying = {}): Promise<string[]> {
      return (await takes(update(from, text, saying))).map((one) => one.text);
    },
    /** The member opens a private talk with the bot. */
    opens: (from: string) => takes(update(from, '帮助', { private: true })),
    /** Whatever waits for its time is due now. */
    async hasten(): Promise<readonly Arrived[]> {
      const before = arrived.length;
      await pool.query(`UPDATE "InboxMessage" SET "dueAt" = now() WHERE state = 'pending'`);
      await settle();
      return arrived.slice(before);
    },
    states: async () => (await prisma.inboxMessage.findMany({ orderBy: { id: 'asc' } })).map(({ state }) => state),
    async close() {
      await database.close();
      if (failures.length > 0) throw new Error(`handlers threw: ${JSON.stringify(failures)}`);
    },
  };
}

export type PlainDoor = Awaited<ReturnType<typeof createPlainDoor>>;
