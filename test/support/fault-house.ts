import { appendFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { countUnderWay } from '../../src/cli/verify/stuck.store.ts';
import { verifyPromises, type Verdict } from '../../src/cli/verify/verify-promises.ts';
import { ensureFirstUnit } from '../../src/features/members/index.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { inTransaction, lookIntoDatabase, openDatabase } from '../../src/storage/index.ts';
import { createTestDatabase } from './database.ts';
import { openDeliveries, openHistory, sha256, type Deliveries, type History } from './history.ts';
import { createRunningBot, type RunningBot, type RunningBotOptions } from './running-bot.ts';
import { startTelegramStandIn, type TelegramStandIn } from './telegram-stand-in.ts';
import type { TelegramGroup, TelegramPerson } from './telegram/people.ts';
import type { Message } from './telegram/world.ts';

/** Canaries: what of these turns up in a log is a breach. */
export const webhookSecret = 'canary-webhook-secret-4711';

/** A zone in which it is ten in the morning: neither quiet hours nor the end of a day come in between. */
export function zoneAtTen(): string {
  const ahead = ((10 - new Date().getUTCHours() + 36) % 24) - 12;
  // The names of these zones count westwards.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

const names = ['陈敏', '张伟', '李芳', '王海涛', '刘晓燕', '赵志强'];

/** A branch on Telegram: a group with a secretary and five members, all of them known. */
export interface Branch {
  readonly group: TelegramGroup;
  readonly secretary: TelegramPerson;
  readonly members: readonly TelegramPerson[];
}

/** A database with the sample unit and a branch on Telegram, the processes that a test starts on it, and all evidence. */
export interface FaultHouse {
  readonly folder: string;
  readonly telegram: TelegramStandIn;
  readonly branch: Branch;
  readonly history: History;
  /** Environment of a process of this house. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called when a message of the bot has arrived and the bot does not know it yet. */
  onDelivery: (message: Message) => void;
  /** Another group of the same branch. */
  addGroup(title: string): Promise<TelegramGroup>;
  /** A process, not started yet; it ends with the house. */
  bot(options?: RunningBotOptions): Promise<RunningBot>;
  query<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  /** Changes rows, as time would: a test cannot wait for the day before an activity. */
  change(sql: string, values: unknown[]): Promise<void>;
  /** Waits until nothing is under way any more. */
  settled(withinMs?: number): Promise<void>;
  /** Settles and looks. */
  verify(withinMs?: number): Promise<Verdict>;
  readonly evidence: { acks: string; deliveries: string; logs: string[]; secrets: string[] };
  dispose(): Promise<void>;
}

export interface FaultHouseOptions {
  /** Default: the built-in PostgreSQL of the house's own folder. `shared`: a database of the run's server. */
  databaseUrl?: string;
  shared?: boolean;
  /** For the bots only, where it differs: a cable in between. */
  databaseUrlOfBots?: string;
  /** Default polling. */
  telegram?: 'polling' | 'webhook' | 'none';
  /** Where Telegram pushes to; default the bot itself. */
  webhookUrl?: string;
  environment?: Readonly<Record<string, string>>;
  /** Nothing is there yet, not even the database. */
  empty?: boolean;
}

export async function createFaultHouse(options: FaultHouseOptions = {}): Promise<FaultHouse> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-faults-'));
  await chmod(folder, 0o711);
  const history = openHistory(path.join(folder, 'acks.jsonl'));
  const deliveries = openDeliveries(path.join(folder, 'deliveries.jsonl'));
  const logs = path.join(folder, 'log.txt');
  appendFileSync(logs, '');
  const telegram = await startTelegramStandIn({
    onConfirmed: (id) => history.write({ type: 'ok', op: 'update', key: `telegram/700001/${id}` }),
    onDelivered(message) {
      noteDelivery(message, history, deliveries);
      house.onDelivery(message);
    },
  });
  const branch = makeBranch(telegram);
  const shared = options.shared ? await createTestDatabase() : null;
  const databaseUrl = shared?.url ?? options.databaseUrl;
  const { databaseUrlOfBots = databaseUrl } = options;
  const place = { databaseUrl, dataDir: folder, log: silentLogger };
  if (!options.empty) await furnish(place, branch);
  const environment: Record<string, string> = {
    TIMEZONE: zoneAtTen(),
    ...(databaseUrlOfBots === undefined ? {} : { DATABASE_URL: databaseUrlOfBots }),
    ...(options.telegram === 'none'
      ? {}
      : { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot, TELEGRAM_PACE: 'off' }),
    ...(options.telegram === 'webhook' ? { TELEGRAM_WEBHOOK_SECRET: webhookSecret } : {}),
    ...(options.webhookUrl === undefined ? {} : { TELEGRAM_WEBHOOK_URL: options.webhookUrl }),
    ...options.environment,
  };
  const bots: RunningBot[] = [];
  const secrets = [telegram.token, webhookSecret];
  const evidence = { acks: history.file, deliveries: deliveries.file, logs: [logs], secrets };
  const look = <T>(use: Parameters<typeof lookIntoDatabase<T>>[1]) => lookIntoDatabase(place, use);

  async function settled(withinMs = 60_000): Promise<void> {
    await look(async (pool) => {
      let state = await countUnderWay(pool);
      for (const until = performance.now() + withinMs; performance.now() < until; await pause(200)) {
        state = await countUnderWay(pool);
        if (Object.values(state).every((count) => count === 0)) return;
      }
      throw new Error(`not at rest after ${withinMs} ms: ${JSON.stringify(state)}\n${await endOf(logs)}`);
    });
  }

  const house: FaultHouse = {
    folder,
    telegram,
    onDelivery: () => undefined,
    branch,
    history,
    environment,
    evidence,
    async addGroup(title) {
      const group = telegram.group(title, [branch.secretary, ...branch.members]);
      await alter(place, addChat, [`telegram:${group.chat.id}`, title]);
      return group;
    },
    async bot(more = {}) {
      const bot = await createRunningBot({
        dataDir: folder,
        ...more,
        environment: { ...environment, ...more.environment },
        onOutput: (text) => appendFileSync(logs, text),
      });
      bots.push(bot);
      return bot;
    },
    query: <T extends object>(sql: string, values?: unknown[]) =>
      look(async (pool) => (await pool.query<T>(sql, values)).rows),
    change: (sql, values) => alter(place, sql, values),
    settled,
    async verify(withinMs) {
      await settled(withinMs);
      return look((pool) => verifyPromises(pool, evidence));
    },
    async dispose() {
      await Promise.all(bots.map((bot) => bot.dispose()));
      await telegram.close();
      history.close();
      deliveries.close();
      await shared?.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
  return house;
}

const endOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').slice(-30).join('\n');

/** A receipt that quotes one message and names one number is an acknowledgement of its own. */
function noteDelivery(message: Message, history: History, deliveries: Deliveries): void {
  deliveries.write({ platform: 'telegram', chat: String(message.chat.id), messageId: String(message.id) });
  const number = /^已收到，编号社-(\d+)。/.exec(message.text ?? '')?.[1];
  const said = message.replyTo?.text;
  if (number === undefined || said === undefined) return;
  history.write({ type: 'ok', op: 'receipt', key: `branch/${number}`, sha256: sha256(bodyOf(said)) });
}

/** What is kept of a submission that begins with its command. */
export const bodyOf = (said: string) => said.replace(/^社情民意[：:]\s*/, '');

function makeBranch(telegram: TelegramStandIn): Branch {
  const people = names.map((name) => telegram.person(name));
  const group = telegram.group('城西支部', people);
  const [secretary, ...members] = people;
  if (!secretary) throw new Error('a branch needs people');
  return { group, secretary, members };
}

const addChat = `INSERT INTO "Chat" (conversation, platform, kind, title, "unitId", "noticedAt")
  SELECT $1, 'telegram', 'group', $2, id, now() FROM "Unit" WHERE key = 'branch'`;
const addMember = `WITH person AS (
    INSERT INTO "Member" (key, "unitId", name, role) SELECT 'tg-' || $1, id, $2, $3::"Role" FROM "Unit" WHERE key = 'branch'
    RETURNING id)
  INSERT INTO "Identity" (platform, "externalId", "displayName", "memberId", "dmConversation")
  SELECT 'telegram', $1, $2, id, 'telegram:' || $1 FROM person`;

type Place = Parameters<typeof openDatabase>[0];

async function alter(place: Place, sql: string, values: unknown[]): Promise<void> {
  const database = await openDatabase(place);
  try {
    await database.pool.query(sql, values);
  } finally {
    await database.close();
  }
}

/** Everything that people would do by hand in the first hour. */
async function furnish(place: Place, { group, secretary, members }: Branch): Promise<void> {
  const database = await openDatabase(place);
  try {
    await inTransaction(database, (tx) => ensureFirstUnit(tx, false));
    const { pool } = database;
    await pool.query(`INSERT INTO "Unit" (key, name) VALUES ('branch', '城西支部')`);
    await pool.query(addChat, [`telegram:${group.chat.id}`, group.chat.title]);
    for (const person of [secretary, ...members]) {
      const role = person === secretary ? 'secretary' : 'member';
      await pool.query(addMember, [String(person.account.id), person.account.name, role]);
    }
  } finally {
    await database.close();
  }
}

/** A house for one test on the run's own server, taken down whatever becomes of it. */
export async function inHouse(options: FaultHouseOptions, work: (house: FaultHouse) => Promise<void>): Promise<void> {
  const house = await createFaultHouse({ shared: options.databaseUrl === undefined, ...options });
  try {
    await work(house);
  } finally {
    await house.dispose();
  }
}
