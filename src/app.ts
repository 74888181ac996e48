import path from 'node:path';
import { healthRoutes } from '../adapters/shared/health-routes.ts';
import { createHttpServer } from '../adapters/shared/http-server.ts';
import type { TelegramAdapter } from '../adapters/telegram/telegram-adapter.ts';
import { parsePost, platform as webPlatform } from '../adapters/web/parse-post.ts';
import { createWebAdapter } from '../adapters/web/web-adapter.ts';
import { createJobBindings, jobContracts, type JobDeps } from '../jobs/registry.ts';
import { sweepReminders } from '../jobs/remind.ts';
import type { ChatAdapter, Intake } from './chat/chat-adapter.ts';
import { createDispatcher } from './chat/dispatcher.ts';
import { readFigures } from './chat/figures.store.ts';
import type { Transact, Wakeup } from './chat/handle-deps.ts';
import { isChatter } from './chat/chatter.ts';
import { createIntake } from './chat/intake.store.ts';
import { messenger } from './chat/messenger.ts';
import { createRegistry, type Registry } from './chat/registry.ts';
import { createRoomLog } from './chat/room.store.ts';
import { measureIntake } from './chat/measured-intake.ts';
import { createSender } from './chat/sender.ts';
import { createWriteProbe } from './chat/write-probe.store.ts';
import type { Config } from './config.ts';
import { activitiesFeature } from './features/activities/index.ts';
import {
  directory,
  ensureFirstUnit,
  findFirstUnit,
  findMembersByName,
  membersFeature,
} from './features/members/index.ts';
import { pointsFeature } from './features/points/index.ts';
import { proposalsFeature } from './features/proposals/index.ts';
import { submissionsFeature } from './features/submissions/index.ts';
import { unhandledFeature } from './features/unhandled/index.ts';
import type { Clock } from './lib/clock.ts';
import { AppError } from './lib/errors.ts';
import { createFileStore, type FileStore } from './lib/file-store.ts';
import type { Logger } from './lib/logger.ts';
import type { Loop } from './lib/loop.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { ModelPort } from './llm/model-port.ts';
import { measureJobs, measureStalls } from './queue/measure-jobs.ts';
import { createQueueRunner, type QueueRunner } from './queue/queue-runner.ts';
import { queueNames } from './queue/queue-names.ts';
import { createReconciler, type Reconciler } from './reconciler.ts';
import { createReadingState } from './reading-state.ts';
import type { ProcessRole } from './role.ts';
import { databaseNow, guarded, inTransaction, openDatabase, type Database } from './storage/index.ts';

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

/** What every part of the process is made from. */
interface Parts {
  config: Config;
  log: Logger;
  clock: Clock;
  database: Database;
  transact: Transact;
  files: FileStore;
  registry: Registry;
  /** How each platform reads its stored updates, its door open or not. */
  readers: Map<string, ChatAdapter['parse']>;
  metrics: Metrics;
  server: ReturnType<typeof createHttpServer>;
}

function createParts(config: Config, { log, clock }: AppOptions, database: Database): Parts {
  const readers: Parts['readers'] = new Map([[webPlatform, parsePost]]);
  const registry: Registry = createRegistry([
    membersFeature({ allCommands: () => registry.commands }),
    submissionsFeature(),
    activitiesFeature(),
    pointsFeature({ findMembersByName }),
    proposalsFeature(),
    unhandledFeature({ readUpdate: (platform, payload) => readers.get(platform)?.(payload) ?? null }),
  ]);
  return {
    config,
    log,
    clock,
    database,
    transact: (work) => inTransaction(database, work),
    files: createFileStore(path.join(config.DATA_DIR, 'files')),
    registry,
    readers,
    metrics: createMetrics(),
    server: createHttpServer({ log, locale: config.LOCALE }),
  };
}

/** Clients of outside services, each loaded only where it is set up: they cost memory and start-up time. */
interface Clients {
  telegram: TelegramAdapter | null;
  /** null = verbatim excerpts. */
  model: ModelPort | null;
}

/** The doors that this process opens. `telegram` is also there, unopened, for jobs that fetch its files. */
function createDoors(parts: Parts, role: ProcessRole, telegram: TelegramAdapter | null, accepted: () => void) {
  const { config, server, clock, files, database } = parts;
  const duty = duties(config, role);
  const doors: ChatAdapter[] = [];
  if (duty.room) {
    const rooms = createRoomLog({ pool: database.pool, clock, accepted });
    const state = createReadingState({ database, files, zone: config.TIMEZONE, clock });
    doors.push(createWebAdapter({ server, rooms, state, files, clock, locale: config.LOCALE }));
  }
  if (telegram) parts.readers.set(telegram.platform, (payload) => telegram.parse(payload));
  if (telegram && duty.telegram) {
    telegram.registerWebhook(server);
    doors.push(telegram);
  }
  return doors;
}

async function createTelegram({ config, registry, files, log, clock }: Parts): Promise<TelegramAdapter | null> {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret, LOCALE } = config;
  const isPaced = config.TELEGRAM_PACE === 'on';
  if (token === undefined) return null;
  const { createTelegramAdapter } = await import('../adapters/telegram/telegram-adapter.ts');
  const webhook = url !== undefined && secret !== undefined ? { url, secret } : undefined;
  const adapter = createTelegramAdapter({
    token,
    apiRoot: config.TELEGRAM_API_ROOT,
    isPaced,
    webhook,
    files,
    log,
    clock,
  });
  const listed = registry.commands.filter(({ unlisted }) => !unlisted);
  adapter.setCommandMenu(listed.map(({ alias, help }) => ({ command: alias, description: help(LOCALE) })));
  return adapter;
}

/** The queue; it works jobs only where the role says so, and can be added to everywhere. */
function createQueue(parts: Parts, role: ProcessRole, { telegram, model }: Clients, committed: () => void) {
  const { config, database, transact, files, clock, log } = parts;
  const { REDIS_URL: url, TIMEZONE: zone, LOCALE: locale } = config;
  const jobs: JobDeps = {
    transact,
    messenger,
    directory,
    files,
    clock,
    databaseNow: () => databaseNow(database.pool),
    zone,
    locale,
    log,
    model,
    sources: new Map(telegram ? [[telegram.platform, telegram]] : []),
    wake: (contract, payload, id) => wakeUp(queue, [{ contract, payload, id }]),
    committed,
  };
  const queue: QueueRunner = createQueueRunner({
    backend: url ? { kind: 'redis', url } : { kind: 'postgres', connection: guarded(database.connection) },
    contracts: jobContracts,
    bindings: measureJobs(createJobBindings(jobs), parts.metrics.meter),
    queues: duties(config, role).jobs ? queueNames : [],
    log: measureStalls(log, parts.metrics.meter),
  });
  return { queue, jobs };
}

/** A job that cannot be added is no loss: the sweep finds what it was for. */
function wakeUp(queue: QueueRunner, wakeups: readonly Wakeup[]): void {
  for (const { contract, payload, id } of wakeups) void queue.add(contract, payload, id === undefined ? {} : { id });
}

/** A platform that is away is shown, and no reason to take the whole process out: the other doors work. */
async function readiness(
  canKeep: () => Promise<boolean>,
  queue: QueueRunner,
  doors: readonly ChatAdapter[],
  reconciler: Reconciler,
) {
  const checks = {
    database: await check(canKeep),
    queue: await check(() => queue.isReady()),
    ...Object.fromEntries(doors.map((door) => [door.platform, door.health()])),
    ...reconciler.checks(),
  };
  return { ok: checks.database.ok && checks.queue.ok, checks };
}

async function assemble(config: Config, options: AppOptions, database: Database): Promise<App> {
  const parts = createParts(config, options, database);
  const { log, clock, transact, registry, server } = parts;
  const { pool } = database;
  const { TIMEZONE: zone, LOCALE: locale } = config;
  const hasPlatform = config.TELEGRAM_BOT_TOKEN !== undefined;
  const { claimCode } =
    (await findFirstUnit(pool, hasPlatform)) ?? (await transact((tx) => ensureFirstUnit(tx, hasPlatform)));

  const accepted = () => dispatcher.nudge();
  const delivered = () => senders.forEach((sender) => sender.nudge());
  const clients: Clients = { telegram: await createTelegram(parts), model: await openModel(parts) };
  const doors = createDoors(parts, options.role, clients.telegram, accepted);
  const { queue, jobs } = createQueue(parts, options.role, clients, delivered);
  const reconciler = createReconciler({
    ...jobs,
    pool,
    queue,
    remind: () => sweepReminders(jobs),
    nudge: () => {
      accepted();
      delivered();
    },
    redisUrl: config.REDIS_URL,
    mends: duties(config, options.role).jobs,
  });
  const senders: Loop[] = doors.map((adapter) => createSender({ pool, adapter, transact, directory, locale, log }));
  const committed = (wakeups: readonly Wakeup[]) => {
    delivered();
    wakeUp(queue, wakeups);
  };
  const adapters = new Map(doors.map((door) => [door.platform, door]));
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
    committed,
  });
  const canKeep = createWriteProbe(pool);
  healthRoutes(server, {
    ready: () => readiness(canKeep, queue, doors, reconciler),
    metrics: () => parts.metrics.scrape({ figures: () => readFigures(pool), reconciled: () => reconciler.condition() }),
  });

  let roomUrl: string | null = null;
  return {
    get roomUrl() {
      return roomUrl;
    },
    claimCode,
    async start() {
      const address = await listen(config, (host, port) => server.listen({ host, port }));
      dispatcher.start();
      for (const sender of senders) sender.start();
      for (const door of doors) await door.start(openIntake(parts, door, accepted));
      await queue.start();
      reconciler.start();
      if (duties(config, options.role).room) roomUrl = address;
    },
    async stop() {
      await Promise.all(doors.map((door) => door.stop()));
      await server.close();
      await reconciler.stop();
      await Promise.all([dispatcher.stop(), queue.close()]);
      await Promise.all(senders.map((sender) => sender.stop()));
      await database.close();
    },
  };
}

/** The inbox of one door. What cannot even be read is kept: handling it will say what is wrong with it. */
function openIntake(
  { database: { pool }, registry, config, metrics }: Parts,
  door: ChatAdapter,
  accepted: () => void,
): Intake {
  const reads = (payload: unknown) => {
    try {
      const message = door.parse(payload);
      return message === null || isChatter(registry, message, config.TIMEZONE);
    } catch {
      return false;
    }
  };
  const intake = createIntake({ pool, platform: door.platform, isChatter: reads, accepted });
  return measureIntake(intake, door.platform, metrics.meter, () => performance.now() / 1000);
}

async function openModel({ config, clock, log }: Parts): Promise<ModelPort | null> {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = config;
  if (apiKey === undefined || model === undefined) return null;
  const { createOpenAiGateway } = await import('./llm/openai-gateway.ts');
  return createOpenAiGateway({ apiKey, baseUrl, model, clock, log });
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
