import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { expectKept } from '../support/expect-kept.ts';
import { faultForm, tell } from '../support/fault-form.ts';
import { inHouse, type FaultHouse } from '../support/fault-house.ts';
import { post } from '../support/fault-load.ts';
import { freePort } from '../support/port.ts';
import { findRedisServer } from '../support/redis.ts';
import { createRoomClient } from '../support/room-client.ts';

const { isFull } = faultForm;

/** A Redis of the test's own that may be killed and started again on its files. */
async function startOwnRedis(...settings: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-own-redis-'));
  const port = await freePort();
  let server: ChildProcess | null = null;
  const client = new Redis({
    port,
    host: '127.0.0.1',
    lazyConnect: true,
    retryStrategy: () => 100,
    maxRetriesPerRequest: null,
  });
  client.on('error', () => undefined);
  const start = async () => {
    const own = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...settings];
    server = spawn(findRedisServer(), own, { stdio: 'ignore' });
    await client.ping();
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    client,
    start,
    kill: () => end('SIGKILL'),
    async dispose() {
      client.disconnect();
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The tick of the reminders works: what is made due leaves. @returns seconds until it did */
async function remindersLeave(house: FaultHouse, kind: 'day_before' | 'two_hours', withinMs: number): Promise<number> {
  const begun = performance.now();
  await house.change(`UPDATE "ReminderStep" SET "dueAt" = now() - interval '1 second' WHERE kind = $1::"StepKind"`, [
    kind,
  ]);
  for (const until = begun + withinMs; performance.now() < until; await pause(250)) {
    const [left] = await house.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM "ReminderStep" WHERE kind = $1::"StepKind" AND state = 'done'`,
      [kind],
    );
    if ((left?.count ?? 0) > 0) return Math.round((performance.now() - begun) / 100) / 10;
  }
  throw new Error(`no reminder left within ${withinMs} ms`);
}

async function announced(house: FaultHouse, url: string): Promise<void> {
  const room = createRoomClient(url);
  await post([url], house.history, 'chen-min', '后天上午十点在社区二楼开学习会，主题是垃圾分类怎么推进');
  await room.sees(/确认/);
  await post([url], house.history, 'chen-min', '确认');
  await room.sees(/参加[\s\S]*请假|请假[\s\S]*参加/);
}

describe.concurrent('Redis, which only schedules', () => {
  it.runIf(isFull)(
    'F25 FLUSHALL and a Redis that sleeps: jobs and schedulers are back within 60 s, nothing is lost',
    { timeout: 240_000 },
    async () => {
      const redis = await startOwnRedis('--appendonly', 'yes', '--maxmemory-policy', 'noeviction');
      try {
        await inHouse({ environment: { REDIS_URL: redis.url } }, async (house) => {
          const bot = await house.bot();
          await bot.start();
          await announced(house, bot.url);
          await redis.client.flushall();
          const seconds = await remindersLeave(house, 'day_before', 75_000);
          tell('figure', `F25: reminders leave ${seconds} s after FLUSHALL`);
          void redis.client.call('DEBUG', 'SLEEP', '10').catch(() => undefined);
          await post(
            [bot.url],
            house.history,
            'zhang-wei',
            '社情民意：队列睡着的时候路灯也坏着，老人夜里看不清，建议尽快修好。',
          );
          const asleep = await remindersLeave(house, 'two_hours', 75_000);
          expect(Math.max(seconds, asleep)).toBeLessThan(75);
          tell('figure', `F25: reminders leave ${asleep} s after Redis fell asleep for 10 s`);
          await expectKept(house);
        });
      } finally {
        await redis.dispose();
      }
    },
  );

  it.runIf(isFull)(
    'F26 kill -9 with AOF everysec: what Redis forgot is rebuilt from the tables',
    { timeout: 240_000 },
    async () => {
      const redis = await startOwnRedis(
        '--appendonly',
        'yes',
        '--appendfsync',
        'everysec',
        '--maxmemory-policy',
        'noeviction',
      );
      try {
        await inHouse({ environment: { REDIS_URL: redis.url } }, async (house) => {
          const bot = await house.bot();
          await bot.start();
          await announced(house, bot.url);
          await post(
            [bot.url],
            house.history,
            'zhang-wei',
            '社情民意：队列死去的时候路灯也坏着，老人夜里看不清，建议尽快修好。',
          );
          await createRoomClient(bot.url).sees(/社-1/);
          await post([bot.url], house.history, 'chen-min', '出稿 路灯');
          await redis.kill();
          await post(
            [bot.url],
            house.history,
            'li-fang',
            '社情民意：没有队列的时候路灯也坏着，老人夜里看不清，建议尽快修好。',
          );
          await pause(2_000);
          await redis.start();
          const seconds = await remindersLeave(house, 'day_before', 75_000);
          expect(seconds).toBeLessThan(75);
          tell('figure', `F26: reminders leave ${seconds} s after Redis is back`);
          await createRoomClient(bot.url).sees(/草案|\.docx|Word/, 'main', 200_000);
          await expectKept(house);
        });
      } finally {
        await redis.dispose();
      }
    },
  );
});
