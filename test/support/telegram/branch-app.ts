import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp, type App } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config.ts';
import { ensureFirstUnit } from '../../../src/features/members/index.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { inTransaction, type Database } from '../../../src/storage/index.ts';
import { createTestDatabase } from '../database.ts';
import { freePort } from '../port.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../telegram-stand-in.ts';
import type { TelegramGroup, TelegramPerson } from './people.ts';

/** A branch with its secretary and a member, on a bot of its own. */
export interface Branch {
  telegram: TelegramStandIn;
  platform: string;
  group: TelegramGroup;
  chen: TelegramPerson;
  zhang: TelegramPerson;
}

export interface BranchApp {
  app: App;
  database: Database;
  /** Address of the program's own HTTP server. */
  url: string;
  /** Everything that was logged, as it would be written. */
  logged(): string;
  branches: readonly [Branch, ...Branch[]];
  /** The n-th bot's branch. */
  branch(index: number): Branch;
  close(): Promise<void>;
}

export interface BranchAppOptions {
  by?: 'polling' | 'webhook';
  /** One bot for each, in this order. Default one. */
  titles?: readonly [string, ...string[]];
}

/** The whole program in this process, on the pretended Telegram with one bot or several; branches are set up already. */
export async function openBranchApp(options: BranchAppOptions = {}): Promise<BranchApp> {
  const { by = 'polling', titles = ['城西支部'] } = options;
  const [database, folder, port] = await Promise.all([
    createTestDatabase(),
    mkdtemp(path.join(tmpdir(), 'tongxin-branch-')),
    freePort(),
  ]);
  await inTransaction(database, (tx) => ensureFirstUnit(tx, false));
  const first = await foundBranch(database, { title: titles[0] });
  const branches: [Branch, ...Branch[]] = [first];
  for (const [index, title] of titles.slice(1).entries()) {
    branches.push(await foundBranch(database, { title, number: index + 2, beside: first.telegram }));
  }
  const lines: string[] = [];
  const note = (fields: object, words: string) => void lines.push(`${JSON.stringify(fields)} ${words}`);
  const log: Logger = { debug: note, info: note, warn: note, error: note };
  const url = `http://127.0.0.1:${port}`;
  const secret = 'a-secret-for-this-branch';
  const config = parseConfig({
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    PORT: String(port),
    WEB_ROOM: 'off',
    TELEGRAM_BOT_TOKEN: branches.map(({ telegram }) => telegram.token).join(','),
    TELEGRAM_API_ROOT: first.telegram.apiRoot,
    TELEGRAM_PACE: 'off',
    ...(by === 'webhook' ? { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret } : {}),
  });
  const app = await createApp(config, { role: 'all', log, clock: systemClock });
  await app.start();
  return {
    app,
    database,
    url,
    logged: () => lines.join('\n'),
    branches,
    branch(index) {
      const found = branches[index];
      if (!found) throw new Error(`there are only ${branches.length} bots`);
      return found;
    },
    async close() {
      await app.stop();
      for (const { telegram } of branches.toReversed()) await telegram.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function foundBranch(
  database: Database,
  { title, number = 1, beside }: { title: string; number?: number; beside?: TelegramStandIn },
): Promise<Branch> {
  const bot = 700_000 + number;
  const telegram = await startTelegramStandIn({
    token: `${bot}:stand-in-token-${number}`,
    username: `tongxin_${number}_bot`,
    ...(beside ? { beside } : {}),
  });
  const platform = beside ? `telegram-${bot}` : 'telegram';
  const [chen, zhang] = [telegram.person('陈敏'), telegram.person('张伟')];
  const group = telegram.group(title, [chen, zhang]);
  const { pool } = database;
  const key = `branch-${number}`;
  await pool.query(`INSERT INTO "Unit" (key, name) VALUES ($1, $2)`, [key, title]);
  await pool.query(
    `INSERT INTO "Chat" (conversation, platform, kind, title, "unitId", "noticedAt")
     SELECT $1, $2, 'group', $3, id, now() FROM "Unit" WHERE key = $4`,
    [`${platform}:${group.chat.id}`, platform, title, key],
  );
  for (const [{ account }, role] of [
    [chen, 'secretary'],
    [zhang, 'member'],
  ] as const) {
    await pool.query(
      `WITH person AS (INSERT INTO "Member" (key, "unitId", name, role)
         SELECT $5 || '-' || $1, id, $2, $3::"Role" FROM "Unit" WHERE key = $5 RETURNING id)
       INSERT INTO "Identity" (platform, "externalId", "displayName", "memberId", "dmConversation")
       SELECT $4, $1, $2, id, $4 || ':' || $1 FROM person`,
      [String(account.id), account.name, role, platform, key],
    );
  }
  return { telegram, platform, group, chen, zhang };
}
