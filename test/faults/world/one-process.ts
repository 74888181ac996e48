import { createParser } from '../../../adapters/telegram/parse-update.ts';
import type { ActionSigner } from '../../../adapters/telegram/sign-action.ts';
import { pace } from '../../../adapters/telegram/pace.ts';
import { pollUpdates } from '../../../adapters/telegram/poll-updates.ts';
import { editMessage, sendMessage } from '../../../adapters/telegram/send-message.ts';
import { takeIn } from '../../../adapters/telegram/take-in.ts';
import { parsePost } from '../../../adapters/web/parse-post.ts';
import { createJobBindings, jobContracts } from '../../../jobs/registry.ts';
import { SendError, type ChatAdapter, type Intake } from '../../../src/chat/chat-adapter.ts';
import { isChatter } from '../../../src/chat/inbox/chatter.ts';
import { readConversationId } from '../../../src/chat/conversation-id.ts';
import type { Feature } from '../../../src/chat/feature.ts';
import type { HandleDeps, Wakeup } from '../../../src/chat/inbox/handle-deps.ts';
import { handleNext } from '../../../src/chat/inbox/handle-message.ts';
import { dueConversations } from '../../../src/chat/inbox/inbox.store.ts';
import { createIntake } from '../../../src/chat/inbox/intake.store.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { recoverExpired } from '../../../src/chat/outbox/outbox-outcome.store.ts';
import { createRegistry, type Registry } from '../../../src/chat/registry.ts';
import { createRoomLog } from '../../../src/chat/room/room.store.ts';
import { wholeText } from '../../../src/chat/with-title.ts';
import { deliverDue } from '../../../src/chat/outbox/sender.ts';
import { activitiesFeature } from '../../../src/features/activities/index.ts';
import { directory, findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import { doorsFeature } from '../../../src/features/doors/index.ts';
import { pollsFeature } from '../../../src/features/polls/index.ts';
import { proposalsFeature } from '../../../src/features/proposals/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { unhandledFeature } from '../../../src/features/unhandled/index.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { AppError } from '../../../src/lib/errors.ts';
import type { FileStore } from '../../../src/lib/file-store.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import type { ModelPort } from '../../../src/llm/model-port.ts';
import { databaseNow, type Database } from '../../../src/storage/index.ts';
import { botId, username, type FakeTelegram, type TelegramUpdate } from './fake-telegram.ts';
import { injected, isInjected, type Gate } from './gate.ts';
import { gateClock, gateFiles, gateModel, gatePool, gateTransact } from './gated-parts.ts';

const zone = 'Asia/Shanghai';
const locale = 'zh-CN';

export interface ProcessParts {
  database: Database;
  telegram: FakeTelegram;
  files: FileStore;
  model: ModelPort;
  clock: Clock;
  /** Bytes of the files that Telegram still has. */
  remoteFile: Buffer;
  log: Logger;
  gate: Gate;
  sleep(milliseconds: number): Promise<void>;
  /** Features beside the program's own. */
  extra?: readonly Feature[];
  /** Puts a broken door in the place of a sound one, to prove that it is noticed. */
  spoil?(door: ChatAdapter): ChatAdapter;
}

export type OneProcess = ReturnType<typeof createOneProcess>;

/**
 * The program as src/app.ts joins it, from the same parts, with a gate at every way out and nobody who drives it: each
 * loop's round is a step here. Its queue is only in memory, which loses more than any real one.
 */
export function createOneProcess(parts: ProcessParts) {
  const { telegram, log, gate, database } = parts;
  const clock = gateClock(parts.clock, gate);
  const files = gateFiles(parts.files, gate);
  const pool = gatePool(database.pool, gate);
  const transact = gateTransact(database, gate);
  const registry: Registry = createRegistry([
    membersFeature({ allCommands: () => registry.commands }),
    submissionsFeature(),
    activitiesFeature(),
    pointsFeature({ findMembersByName }),
    pollsFeature(),
    doorsFeature({ doors: () => [] }),
    proposalsFeature(),
    unhandledFeature({ readUpdate: (platform, payload) => adapters.get(platform)?.parse(payload) ?? null }),
    ...(parts.extra ?? []),
  ]);
  const rooms = createRoomLog({ pool, clock, accepted() {} });
  const api = telegram.api(gate);
  const { spoil = (door: ChatAdapter) => door } = parts;
  const doors = [webDoor(rooms, gate), telegramDoor({ ...parts, files }, api)].map(spoil);
  const waiting = new Map<string, Wakeup & { attempt: number }>();
  const wake = (wakeups: readonly Wakeup[]) => {
    for (const wakeup of wakeups) {
      const key = `${wakeup.contract.name}:${wakeup.id ?? JSON.stringify(wakeup.payload)}`;
      if (!waiting.has(key)) waiting.set(key, { ...wakeup, attempt: 1 });
    }
  };
  const bindings = createJobBindings({
    transact,
    messenger,
    directory,
    files,
    clock,
    zone,
    locale,
    log,
    databaseNow: () => databaseNow(pool),
    model: gateModel(parts.model, gate),
    sources: new Map(doors.map((door) => [door.platform, door])),
    wake: (contract, payload, id) => wake([{ contract, payload, id }]),
    committed() {},
  });
  const adapters = new Map(doors.map((door) => [door.platform, door]));
  const deps: HandleDeps = { transact, adapters, registry, directory, clock, zone, locale, log, committed: wake };
  const intakes = new Map<string, Intake>(
    doors.map(({ platform, parse, capabilities }) => {
      const reads = (payload: unknown) => {
        const message = parse(payload);
        return message === null || isChatter(registry, message, zone, capabilities);
      };
      return [platform, createIntake({ pool, platform, isChatter: reads, accepted() {} })];
    }),
  );
  const bindingOf = (name: string) => bindings.find(({ contract }) => contract.name === name);
  const runJob = (name: string, payload: object, attempt: number) =>
    bindingOf(name)?.run(payload, { id: name, attempt, signal: new AbortController().signal });
  const stamp = () => ({ platform: 'telegram', botId, username, hearsAll: true, receivedAt: clock.now() });

  return {
    gate,
    rooms,
    files,
    /** What the queue holds: with it a restart can be one that kept its jobs. */
    waiting,
    /** One push of Telegram; returns once it may be acknowledged. */
    async push(update: TelegramUpdate): Promise<void> {
      const to = intakes.get('telegram');
      if (to) await takeIn([update], stamp(), { intake: to, log });
    },
    /** One turn of long polling: ask, commit, and ask again with the offset that confirms. */
    async poll(): Promise<void> {
      const turn = new AbortController();
      let asked = 0;
      const asking: typeof api = {
        ...api,
        async call(...call) {
          asked += 1;
          const answer = await api.call(...call);
          if (asked > 1) turn.abort();
          return answer;
        },
      };
      const take = async (updates: readonly unknown[]) => {
        const to = intakes.get('telegram');
        if (to) await takeIn(updates, stamp(), { intake: to, log });
      };
      const sleep = async () => turn.abort();
      await pollUpdates({ api: asking, takeIn: take, sleep, report() {}, log }, turn.signal);
    },
    due: () => dueConversations(pool, [...adapters.keys()], 100),
    /** Handles the oldest message of a conversation. */
    handle: (conversation: string) => handleNext(deps, conversation),
    /** One round of a platform's sender. @returns how many messages it took */
    async send(platform: string): Promise<number> {
      const adapter = adapters.get(platform);
      return adapter ? deliverDue({ pool, adapter, transact, directory, locale, log }) : 0;
    },
    /** What each sender does every few seconds. */
    async recover(): Promise<void> {
      for (const { platform, capabilities } of doors) {
        await recoverExpired(pool, platform, capabilities.idempotentSend, '（补发）');
      }
    },
    ticks: jobContracts.filter(({ every }) => every !== undefined).map(({ name }) => name),
    tick: async (name: string) => runJob(name, {}, 1),
    /** Runs one job of the queue. @returns false when there is none */
    async work(): Promise<boolean> {
      const [key, job] = [...waiting][0] ?? [];
      if (key === undefined || !job) return false;
      waiting.delete(key);
      try {
        await runJob(job.contract.name, job.payload, job.attempt);
      } catch (error) {
        if (gate.dead || !isInjected(error)) throw error;
        if (job.attempt < job.contract.attempts) waiting.set(key, { ...job, attempt: job.attempt + 1 });
      }
      return true;
    },
  };
}

/** The room as its adapter sends to it, see adapters/web/web-adapter.ts; without HTTP. */
function webDoor(rooms: ReturnType<typeof createRoomLog>, gate: Gate): ChatAdapter {
  const through = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    gate
      .run({
        port: 'platform',
        name,
        work,
        failure: () => new SendError('web.ECONNRESET', 'planned by the test', { outcome: 'refused' }),
        limitMs: 5_000,
        outer: true,
      })
      .catch((cause: unknown) => {
        if (cause instanceof SendError) throw cause;
        throw new SendError('web.ECONNRESET', 'the web room did not take the message', { outcome: 'refused', cause });
      });
  return {
    platform: 'web',
    capabilities: { edit: true, buttons: true, files: true, idempotentSend: true },
    parse: parsePost,
    send: ({ key, conversation, body }) =>
      through('room append', async () => {
        const { id } = await rooms.append({
          room: readConversationId(conversation).chat,
          key,
          text: wholeText(body),
          ...(body.replyTo === undefined ? {} : { replyTo: Number(body.replyTo) }),
          files: body.files ?? [],
          buttons: body.buttons ?? [],
        });
        return { messageId: String(id) };
      }),
    edit: (id, { body }) =>
      through('room edit', () => rooms.edit(Number(id), { text: wholeText(body), buttons: body.buttons ?? [] })),
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: 'in memory' }),
  };
}

function telegramDoor(
  { files, sleep, telegram, gate, remoteFile }: ProcessParts,
  api: ReturnType<FakeTelegram['api']>,
): ChatAdapter {
  // Nobody forges here; the data of a button are its action.
  const actions: ActionSigner = { sign: (action) => action, read: (data) => data };
  const sending = { api, files, actions, isPaced: false, sleep };
  return {
    platform: 'telegram',
    capabilities: { edit: true, buttons: true, files: true, idempotentSend: false, pace },
    parse: createParser(() => ({ botId, username }), actions.read),
    send: (message) => telegram.sendingFor(message.key, () => sendMessage(message, sending)),
    edit: (id, message) => telegram.sendingFor(message.key, () => editMessage(id, message, sending)),
    fetchFile: () =>
      gate.run({
        port: 'platform',
        name: 'download',
        work: async () => remoteFile,
        failure: () =>
          new AppError('telegram.no_answer', 'planned by the test', { transient: true, cause: injected('ETIMEDOUT') }),
        limitMs: 30_000,
      }),
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: 'in memory' }),
  };
}
