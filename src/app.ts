import path from 'node:path';
import { healthRoutes } from '../adapters/shared/health-routes.ts';
import { createHttpServer } from '../adapters/shared/http-server.ts';
import { createTelegramAdapter, type TelegramAdapter } from '../adapters/telegram/telegram-adapter.ts';
import { createWebAdapter } from '../adapters/web/web-adapter.ts';
import { createJobBindings, jobContracts } from '../jobs/registry.ts';
import type { ChatAdapter } from './chat/chat-adapter.ts';
import { createDispatcher } from './chat/dispatcher.ts';
import { readFigures } from './chat/figures.store.ts';
import type { Transact, Wakeup } from './chat/handle-message.ts';
import { createIntake } from './chat/inbox.store.ts';
import { messenger } from './chat/messenger.ts';
import { createRegistry, type Registry } from './chat/registry.ts';
import { createRoomLog } from './chat/room.store.ts';
import { createSender } from './chat/sender.ts';
import type { Config } from './config.ts';
import { activitiesFeature } from './features/activities/index.ts';
import { directory, ensureFirstUnit, findMembersByName, membersFeature } from './features/members/index.ts';
import { pointsFeature } from './features/points/index.ts';
import { proposalsFeature } from './features/proposals/index.ts';
import { submissionsFeature } from './features/submissions/index.ts';
import type { Clock } from './lib/clock.ts';
import { AppError } from './lib/errors.ts';
import { createFileStore } from './lib/file-store.ts';
import type { Logger } from './lib/logger.ts';
import type { Loop } from './lib/loop.ts';
import { createMetrics } from './metrics.ts';
import { createOpenAiGateway } from './llm/openai-gateway.ts';
import type { ModelPort } from './llm/model-port.ts';
import { createQueueRunner } from './queue/queue-runner.ts';
import { queueNames } from './queue/queue-names.ts';
import { createReadingState } from './reading-state.ts';
import type { ProcessRole } from './role.ts';
import { inTransaction, openDatabase, type Database } from './storage/index.ts';

export interface AppOptions {
  role: ProcessRole;
  log: Logger;
  clock: Clock;
}

/** One process of the bot. */
export interface App {
  /** Where the web room is; null before start and when it is off. */
  readonly roomUrl: string | null;
  /** Code for the first secretary; null when no unit waits for one. */
  readonly claimCode: string | null;
  start(): Promise<void>;
  /** Stops intake, lets handlers, jobs and sends end, then the database. Safe to call in any state. */
  stop(): Promise<void>;
}

/**
 * Joins all layers; the only file that sees every one of them.
 * @throws AppError when the database cannot be opened, or when features or jobs do not fit together
 */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const { log } = options;
  const database = await openDatabase({ databaseUrl: config.DATABASE_URL, dataDir: config.DATA_DIR, log });
  try {
    return await assemble(config, options, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Which doors and jobs a role has. */
const duties = (config: Config, role: ProcessRole) => ({
  room: config.WEB_ROOM === 'on' && (role === 'all' || role === 'web'),
  telegram: role === 'all' || role === 'bot',
  jobs: role === 'all' || role === 'worker',
});

// Long because it is the list of what there is: each line joins one part to the others.
async function assemble(config: Config, { role, log, clock }: AppOptions, database: Database): Promise<App> {
  const { pool, prisma } = database;
  const duty = duties(config, role);
  const zone = config.TIMEZONE;
  const locale = config.LOCALE;
  const files = createFileStore(path.join(config.DATA_DIR, 'files'));
  const transact: Transact = (work) => inTransaction(database, work);
  const first = await transact((tx) => ensureFirstUnit(tx, config.TELEGRAM_BOT_TOKEN !== undefined));

  const registry: Registry = createRegistry([
    membersFeature({ allCommands: () => registry.commands }),
    submissionsFeature(),
    activitiesFeature(),
    pointsFeature({ findMembersByName }),
    proposalsFeature(),
  ]);

  const server = createHttpServer({ log, locale });
  const rooms = createRoomLog({ pool, clock, accepted: () => dispatcher.nudge() });
  const state = createReadingState({ prisma, files, zone, clock });
  const adapters = new Map<string, ChatAdapter>();
  const doors: ChatAdapter[] = [];
  if (duty.room) doors.push(createWebAdapter({ server, rooms, state, files, clock, locale }));
  const telegram = openTelegram();
  if (telegram && duty.telegram) {
    telegram.registerWebhook(server);
    doors.push(telegram);
  }
  for (const door of doors) adapters.set(door.platform, door);

  const queue = createQueueRunner({
    backend: config.REDIS_URL
      ? { kind: 'redis', url: config.REDIS_URL }
      : { kind: 'postgres', connection: database.connection },
    contracts: jobContracts,
    bindings: createJobBindings({
      transact,
      messenger,
      directory,
      files,
      clock,
      zone,
      locale,
      log,
      model: openModel(config, clock, log),
      sources: new Map(telegram ? [[telegram.platform, telegram]] : []),
      wake: (contract, payload, id) => wake([{ contract, payload, id }]),
      committed: () => senders.forEach((sender) => sender.nudge()),
    }),
    queues: duty.jobs ? queueNames : [],
    log,
  });
  const wake = (wakeups: readonly Wakeup[]) => {
    for (const { contract, payload, id } of wakeups) void queue.add(contract, payload, id === undefined ? {} : { id });
  };
  const senders: Loop[] = doors.map((adapter) => createSender({ pool, adapter, log }));
  const dispatcher = createDispatcher({
    pool,
    transact,
    adapters,
    registry,
    directory,
    clock,
    zone,
    locale,
    log,
    committed(wakeups) {
      for (const sender of senders) sender.nudge();
      wake(wakeups);
    },
  });
  healthRoutes(server, {
    ready: async () => {
      const checks = {
        database: await check(async () => (await pool.query('SELECT 1')).rowCount === 1),
        queue: await check(() => queue.isReady()),
        ...Object.fromEntries(doors.map((door) => [door.platform, door.health()])),
      };
      // A platform that is away is shown, and no reason to take the whole process out: the other doors work.
      return { ok: checks.database.ok && checks.queue.ok, checks };
    },
    metrics: createMetrics(() => readFigures(pool)),
  });

  function openTelegram(): TelegramAdapter | null {
    const token = config.TELEGRAM_BOT_TOKEN;
    if (token === undefined) return null;
    const { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret } = config;
    const webhook = url !== undefined && secret !== undefined ? { url, secret } : undefined;
    const adapter = createTelegramAdapter({ token, apiRoot: config.TELEGRAM_API_ROOT, webhook, files, log, clock });
    adapter.setCommandMenu(
      registry.commands
        .filter(({ unlisted }) => !unlisted)
        .map((command) => ({ command: command.alias, description: command.help(locale) })),
    );
    return adapter;
  }

  let roomUrl: string | null = null;
  return {
    get roomUrl() {
      return roomUrl;
    },
    claimCode: first.claimCode,
    async start() {
      const address = await listen(config, (host, port) => server.listen({ host, port }));
      dispatcher.start();
      for (const sender of senders) sender.start();
      for (const door of doors) await door.start(createIntake(pool, door.platform, () => dispatcher.nudge()));
      await queue.start();
      if (duty.room) roomUrl = address;
    },
    async stop() {
      await Promise.all(doors.map((door) => door.stop()));
      await server.close();
      await Promise.all([dispatcher.stop(), queue.close()]);
      await Promise.all(senders.map((sender) => sender.stop()));
      await database.close();
    },
  };
}

/** The model that drafts; null = verbatim excerpts. */
function openModel(config: Config, clock: Clock, log: Logger): ModelPort | null {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = config;
  return apiKey === undefined || model === undefined
    ? null
    : createOpenAiGateway({ apiKey, baseUrl, model, clock, log });
}

/** @throws AppError `port.taken`, `port.refused` */
async function listen(config: Config, open: (host: string, port: number) => Promise<string>): Promise<string> {
  const { HOST: host, PORT: port } = config;
  try {
    return await open(host, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new AppError(
        'port.taken',
        `Port ${port} on ${host} is in use. Stop the other program, or start with PORT=${port + 1}`,
        { cause: error },
      );
    }
    throw new AppError('port.refused', `Cannot listen on ${host}:${port} (${String(code)}). Set HOST and PORT`, {
      cause: error,
    });
  }
}

async function check(works: () => Promise<boolean>): Promise<{ ok: boolean; detail: string }> {
  const ok = await works().catch(() => false);
  return { ok, detail: ok ? 'ok' : 'away' };
}
