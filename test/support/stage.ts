import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parsePost } from '../../adapters/web/parse-post.ts';
import type { ChatAdapter } from '../../src/chat/chat-adapter.ts';
import { readConversationId } from '../../src/chat/conversation-id.ts';
import type { Feature } from '../../src/chat/feature.ts';
import type { HandleDeps, Transact, Wakeup } from '../../src/chat/inbox/handle-deps.ts';
import { isChatter } from '../../src/chat/inbox/chatter.ts';
import { handleNext } from '../../src/chat/inbox/handle-message.ts';
import { dueConversations } from '../../src/chat/inbox/inbox.store.ts';
import { createIntake } from '../../src/chat/inbox/intake.store.ts';
import type { InboundMessage, OutboundFile } from '../../src/chat/message.ts';
import { createRegistry, type Registry } from '../../src/chat/registry.ts';
import type { RoomEntry, RoomLog } from '../../src/chat/room/room-log.ts';
import { createRoomLog } from '../../src/chat/room/room.store.ts';
import { wholeText } from '../../src/chat/with-title.ts';
import { deliverDue } from '../../src/chat/outbox/sender.ts';
import { directory, ensureFirstUnit } from '../../src/features/members/index.ts';
import { createFileStore, type FileStore } from '../../src/lib/file-store.ts';
import { silentLogger, type Logger } from '../../src/lib/logger.ts';
import { inTransaction } from '../../src/storage/index.ts';
import { createTestDatabase } from './database.ts';
import { createScriptedPlatform, type PlatformOptions, type ScriptedPlatform } from './scripted-platform.ts';

/** What a feature under test may need from the stage. */
export interface StageParts {
  database: Awaited<ReturnType<typeof createTestDatabase>>;
  files: FileStore;
  transact: Transact;
  clock: StageClock;
  allCommands: () => Registry['commands'];
  /** Reads a stored update as its platform does. */
  readUpdate: (platform: string, payload: unknown) => InboundMessage | null;
}

export interface StageClock {
  now(): Date;
  /** ISO wall time in Shanghai, such as 2026-11-24T09:00. */
  set(wall: string): void;
  pass(minutes: number): void;
}

export interface StageOptions {
  /** The features that take part; all of them are built with the stage's parts. */
  features(parts: StageParts): readonly Feature[];
  /** Wall time in Shanghai at the beginning; default 2026-11-24T09:00, a Tuesday. */
  now?: string;
  log?: Logger;
}

const zone = 'Asia/Shanghai';

function stageClock(wall: string): StageClock {
  let now = new Date(`${wall}:00+08:00`);
  return {
    now: () => now,
    set: (next) => {
      now = new Date(`${next}:00+08:00`);
    },
    pass: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
  };
}

/** The room's sending side without HTTP; parse is the production one. */
const roomAdapter = (rooms: RoomLog): ChatAdapter => ({
  platform: 'web',
  capabilities: { edit: true, buttons: true, files: true, idempotentSend: true },
  parse: parsePost,
  async send({ key, conversation, body }) {
    const { id } = await rooms.append({
      room: readConversationId(conversation).chat,
      key,
      text: wholeText(body),
      ...(body.replyTo === undefined ? {} : { replyTo: Number(body.replyTo) }),
      files: body.files ?? [],
      buttons: body.buttons ?? [],
    });
    return { messageId: String(id) };
  },
  edit: (id, { body }) => rooms.edit(Number(id), { text: wholeText(body), buttons: body.buttons ?? [] }),
  async start() {},
  async stop() {},
  health: () => ({ ok: true, detail: 'stage' }),
});

/**
 * A unit on stage: real database, real conversation core, the given features; no HTTP and no timers. After each line
 * everything that was due has been handled and delivered, so a test reads like a transcript.
 */
export async function createStage(options: StageOptions) {
  const database = await createTestDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tongxin-stage-'));
  const files = createFileStore(folder);
  const clock = stageClock(options.now ?? '2026-11-24T09:00');
  const transact: Transact = (work) => inTransaction(database, work);
  const wakeups: Wakeup[] = [];
  const failures: unknown[] = [];
  const log = options.log ?? { ...silentLogger, error: (fields: object) => failures.push(fields) };
  const parts: StageParts = {
    database,
    files,
    transact,
    clock,
    allCommands: () => registry.commands,
    readUpdate: (name, payload) => adapters.get(name)?.parse(payload) ?? null,
  };
  const registry: Registry = createRegistry(options.features(parts));
  const rooms = createRoomLog({ pool: database.pool, clock, accepted() {} });
  const adapter = roomAdapter(rooms);
  await transact((tx) => ensureFirstUnit(tx, false));
  const adapters = new Map([['web', adapter]]);
  const deps: HandleDeps = {
    transact,
    adapters,
    registry,
    directory,
    clock,
    zone,
    locale: 'zh-CN',
    log,
    committed: (more) => wakeups.push(...more),
  };

  /** Handles and delivers until nothing is due. */
  async function settle(): Promise<void> {
    for (;;) {
      const due = await dueConversations(database.pool, [...adapters.keys()], 100);
      for (const conversation of due) while (await handleNext(deps, conversation));
      let sent = 0;
      for (const door of adapters.values()) sent += await deliverDue({ ...deps, pool: database.pool, adapter: door });
      if (due.length === 0 && sent === 0) return;
    }
  }

  /** Opens one more platform, on which tests speak as they like. */
  function platform(name: string, platformOptions: PlatformOptions = {}): ScriptedPlatform {
    const opened = createScriptedPlatform({
      platform: name,
      options: platformOptions,
      now: () => clock.now(),
      settle,
      intake: (door) =>
        createIntake({
          pool: database.pool,
          platform: name,
          isChatter(payload) {
            const message = door.parse(payload);
            return message === null || isChatter(registry, message, zone);
          },
          accepted() {},
        }),
    });
    adapters.set(name, opened.adapter);
    return opened;
  }

  const entries = (room: string) => rooms.list(room, 0, 10_000);
  const member = (key: string) => stageMember({ key, rooms, settle, files });
  return {
    ...parts,
    registry,
    rooms,
    directory,
    zone,
    member,
    platform,
    settle,
    entries,
    /** Jobs that handlers asked for so far; taking empties the list. */
    takeWakeups: () => wakeups.splice(0),
    /** What handlers threw; a test may look, `close` insists on none left. */
    takeFailures: () => failures.splice(0),
    /** Everything the bot said in a room, oldest first. */
    botTexts: async (room: string) => (await entries(room)).filter((one) => one.from === 'bot').map((one) => one.text),
    async close() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
      if (failures.length > 0) throw new Error(`handlers threw: ${JSON.stringify(failures)}`);
    },
  };
}

export type Stage = Awaited<ReturnType<typeof createStage>>;

interface MemberParts {
  key: string;
  rooms: RoomLog;
  settle(): Promise<void>;
  files: FileStore;
}

export interface Line {
  /** Id of what was said. */
  id: number;
  /** What the bot said in that room since, oldest first. */
  answers: readonly RoomEntry[];
  /** Texts of the answers, joined. */
  text: string;
  /** Throws unless some answer in the room matches. */
  seesReply(pattern: RegExp): Line;
  /** Throws if the bot said anything in the room. */
  seesSilence(): Line;
}

export interface SayOptions {
  /** Default: the group room. */
  room?: string;
  replyTo?: number;
  files?: readonly { name: string; type: string; bytes: Buffer }[];
}

function stageMember({ key, rooms, settle, files }: MemberParts) {
  const dm = `dm:${key}`;
  const post = async (text: string, options: SayOptions, action?: string): Promise<Line> => {
    const room = options.room ?? 'main';
    const last = (await rooms.list(room, 0, 100_000)).at(-1)?.id ?? 0;
    const kept: OutboundFile[] = [];
    for (const { name, type, bytes } of options.files ?? []) kept.push({ name, type, ...(await files.put(bytes)) });
    const reply = options.replyTo === undefined ? {} : { replyTo: options.replyTo };
    const press = action === undefined ? {} : { action };
    const { id } = await rooms.post({ room, from: key, text, files: kept, ...reply, ...press });
    await settle();
    const answers = (await rooms.list(room, last, 100_000)).filter((entry) => entry.from === 'bot');
    return lineOf(text === '' ? (action ?? '') : text, id, answers);
  };
  return {
    key,
    dm,
    says: (text: string, options: SayOptions = {}) => post(text, options),
    /** Says it in the private talk with the bot. */
    whispers: (text: string, options: SayOptions = {}) => post(text, { ...options, room: dm }),
    /** Presses a button below a message of the bot. */
    presses: (action: string, messageId: number, room = 'main') => post('', { room, replyTo: messageId }, action),
    /** What the bot wrote to this member in private. */
    private: async () => (await rooms.list(dm, 0, 100_000)).filter((entry) => entry.from === 'bot'),
  };
}

function lineOf(said: string, id: number, answers: readonly RoomEntry[]): Line {
  const text = answers.map((entry) => entry.text).join('\n');
  const line: Line = {
    id,
    answers,
    text,
    seesReply(pattern) {
      if (!pattern.test(text)) throw new Error(`“${said}” expected ${pattern} and got: ${text || '(silence)'}`);
      return line;
    },
    seesSilence() {
      if (answers.length > 0) throw new Error(`“${said}” expected silence and got: ${text}`);
      return line;
    },
  };
  return line;
}
