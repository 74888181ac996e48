import { healthRoutes } from '../adapters/shared/health-routes.ts';
import { sweepReminders } from '../jobs/remind.ts';
import { createClients, type Clients } from './app/clients.ts';
import { createCommandMenus } from './app/command-menus.ts';
import { createContactNotes } from './app/contact-notes.ts';
import { keepRemark, listAccountsToNote } from './app/contact-notes.store.ts';
import { createDoorWatch, type DoorWatch } from './app/door-watch.ts';
import { createDoors, openIntake } from './app/doors.ts';
import { createQueue, wakeUp } from './app/job-queue.ts';
import { listen } from './app/listen.ts';
import { createParts, type AppOptions, type Parts } from './app/parts.ts';
import { readiness } from './app/readiness.ts';
import { createReconciler, type Reconciler } from './app/reconciler.ts';
import { listRoleTalks } from './app/role-talks.store.ts';
import type { ChatAdapter } from './chat/chat-adapter.ts';
import { createDispatcher } from './chat/inbox/dispatcher.ts';
import { readFigures } from './chat/figures.store.ts';
import type { Wakeup } from './chat/inbox/handle-deps.ts';
import { createSender } from './chat/outbox/sender.ts';
import { createWriteProbe } from './chat/inbox/write-probe.store.ts';
import type { Config } from './config.ts';
import {
  directory,
  ensureFirstUnit,
  ensureWebRooms,
  findFirstUnit,
  type FirstStart,
} from './features/members/index.ts';
import type { Loop } from './lib/loop.ts';
import type { QueueRunner } from './queue/queue-runner.ts';
import { openDatabase, type Database } from './storage/index.ts';

/** One process of the bot. */
export interface App {
  /** Where the web room is; null before start and when it is off. */
  readonly roomUrl: string | null;
  /** Where WeChat's login and what works there is shown; null before start and where there is no such door. */
  readonly wechatPage: string | null;
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

/** What the first start made. Mostly it was long ago, and one statement shows it. */
async function firstUnit({ config, database, transact }: Parts): Promise<FirstStart> {
  const hasPlatform = config.TELEGRAM_BOT_TOKEN !== undefined || config.WECHATY_PUPPET !== undefined;
  const found = await findFirstUnit(database.pool, hasPlatform);
  const first = found ?? (await transact((tx) => ensureFirstUnit(tx, hasPlatform)));
  await ensureWebRooms(database.pool, config.WEB_ROOM === 'on', config.LOCALE);
  return first;
}

/** What runs in this process. */
interface Running {
  doors: readonly ChatAdapter[];
  senders: readonly Loop[];
  dispatcher: Loop;
  queue: QueueRunner;
  reconciler: Reconciler;
  menus: Loop;
  notes: Loop;
  watch: DoorWatch;
  /** Something came in. */
  accepted(): void;
}

/** Each part tells the others when there is something for them; none waits for being told. */
function join(parts: Parts, clients: Clients): Running {
  const { config, database, duties, log, clock, transact, registry } = parts;
  const { pool } = database;
  const { TIMEZONE: zone, LOCALE: locale } = config;
  const accepted = () => dispatcher.nudge();
  const delivered = () => senders.forEach((sender) => sender.nudge());
  const committed = (wakeups: readonly Wakeup[]) => {
    delivered();
    notes.nudge();
    wakeUp(queue, wakeups);
  };
  const doors = createDoors(parts, clients, accepted);
  const { queue, jobs } = createQueue(parts, clients, delivered);
  const senders = doors.map((adapter) => createSender({ pool, adapter, transact, directory, locale, log }));
  const adapters = new Map(doors.map((door) => [door.platform, door]));
  const handling = { transact, adapters, registry, directory, clock, zone, locale, log, committed };
  const dispatcher = createDispatcher({ pool, startedAt: clock.now(), ...handling });
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
    mends: duties.jobs,
  });
  const roleTalks = () => listRoleTalks(pool);
  const menus = createCommandMenus({ doors, commands: registry.commands, roleTalks, clock, log });
  const notes = createContactNotes({
    doors,
    accounts: (platform) => listAccountsToNote(pool, platform),
    keep: (account, remark) => keepRemark(pool, account, remark),
    log,
  });
  const watch = createDoorWatch({ doors, transact, directory, clock, zone, locale, log, told: delivered });
  parts.doorStatus.read = () => watch.status();
  return { doors, senders, dispatcher, queue, reconciler, menus, notes, watch, accepted };
}

async function assemble(config: Config, options: AppOptions, database: Database): Promise<App> {
  const parts = createParts(config, options, database);
  const { server, metrics } = parts;
  const { claimCode } = await firstUnit(parts);
  const clients = await createClients(parts);
  const running = join(parts, clients);
  const { doors, senders, dispatcher, queue, reconciler, menus, notes, watch } = running;
  const canKeep = createWriteProbe(database.pool);
  healthRoutes(server, {
    ready: () => readiness(canKeep, running),
    metrics: () =>
      metrics.scrape({ figures: () => readFigures(database.pool), reconciled: () => reconciler.condition() }),
  });

  let roomUrl: string | null = null;
  let wechatPage: string | null = null;
  return {
    get roomUrl() {
      return roomUrl;
    },
    get wechatPage() {
      return wechatPage;
    },
    claimCode,
    async start() {
      const address = await listen(config, (host, port) => server.listen({ host, port }));
      dispatcher.start();
      for (const sender of senders) sender.start();
      for (const door of doors) await door.start(openIntake(parts, door, running.accepted));
      await queue.start();
      reconciler.start();
      menus.start();
      notes.start();
      watch.start();
      if (parts.duties.room) roomUrl = address;
      if (clients.wechat && parts.duties.wechat) wechatPage = `${localAddress(address)}/wechat`;
    },
    async stop() {
      await Promise.all(doors.map((door) => door.stop()));
      await server.close();
      await Promise.all([reconciler.stop(), menus.stop(), notes.stop(), watch.stop()]);
      await Promise.all([dispatcher.stop(), queue.close()]);
      await Promise.all(senders.map((sender) => sender.stop()));
      await database.close();
    },
  };
}

/** The page opens on this machine only, whatever else the server listens on. */
const localAddress = (address: string) => `http://127.0.0.1:${new URL(address).port}`;
