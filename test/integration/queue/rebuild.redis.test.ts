import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createApp, type App } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { readEvictionPolicy } from '../../../src/queue/eviction-policy.ts';
import { createTestDatabase } from '../../support/database.ts';
import { freePort } from '../../support/port.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let redis: Redis;
let dataDir: string;
let app: App;
let address: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'tongxin-rebuild-'));
  const port = inject('redisPort');
  redis = new Redis(port, '127.0.0.1');
  const own = await freePort();
  address = `http://127.0.0.1:${own}`;
  const config = parseConfig({
    DATABASE_URL: database.url,
    REDIS_URL: `redis://127.0.0.1:${port}/0`,
    DATA_DIR: dataDir,
    PORT: String(own),
  });
  app = await createApp(config, { role: 'all', log: silentLogger, clock: systemClock });
  await app.start();
}, 60_000);

afterAll(async () => {
  await app.stop();
  await redis.flushall();
  await redis.config('SET', 'maxmemory-policy', 'noeviction');
  await redis.quit();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

const schedulers = async () => {
  const queues = ['remind', 'maintain'];
  return await Promise.all(queues.map((queue) => redis.zrange(`tongxin:${queue}:repeat`, '0', '-1')));
};

/** A draft that was asked for, whose job Redis has forgotten. */
async function lostDraft(): Promise<number> {
  const { prisma } = database;
  const unit = await prisma.unit.findFirstOrThrow();
  const member = await prisma.member.findFirstOrThrow({ where: { unitId: unit.id } });
  const { id } = await prisma.draft.create({
    data: {
      unitId: unit.id,
      number: 1,
      query: '路灯',
      requestedById: member.id,
      conversation: 'web:main',
      inboxId: 4711n,
      createdAt: new Date(Date.now() - 60_000),
      sources: { create: [] },
    },
  });
  return id;
}

/** A reminder that is due now, with no tick to take it. */
async function dueReminder(): Promise<number> {
  const { prisma } = database;
  const unit = await prisma.unit.findFirstOrThrow();
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
  const { steps } = await prisma.activity.create({
    data: {
      unitId: unit.id,
      number: 1,
      kind: 'meeting',
      title: '支部会',
      startsAt: hours(0.25),
      endsAt: hours(2),
      state: 'open',
      createdById: 1,
      inboxId: 4712n,
      steps: { create: [{ kind: 'check_in', conversation: 'web:main', dueAt: hours(0) }] },
    },
    select: { steps: { select: { id: true } } },
  });
  return steps[0]?.id ?? 0;
}

it('everything is back within a minute after a flush, by itself', { timeout: 90_000 }, async () => {
  const whole = [['activities-remind'], ['sweep']];
  await expect.poll(schedulers).toEqual(whole);
  await redis.flushall();
  await expect.poll(schedulers, { timeout: 60_000, interval: 20 }).toEqual(whole);
  // A look has just ended: now nothing but the next one can help.
  await redis.flushall();
  const draft = await lostDraft();
  const step = await dueReminder();
  const within = { timeout: 60_000, interval: 200 };
  await expect.poll(schedulers, within).toEqual(whole);
  const { prisma } = database;
  await expect
    .poll(async () => (await prisma.draft.findUniqueOrThrow({ where: { id: draft } })).state, within)
    .not.toBe('queued');
  await expect
    .poll(async () => (await prisma.reminderStep.findUniqueOrThrow({ where: { id: step } })).state, within)
    .toBe('done');
});

it('a Redis that may drop jobs is noticed', { timeout: 60_000 }, async () => {
  const url = `redis://127.0.0.1:${inject('redisPort')}/0`;
  expect(await readEvictionPolicy(url)).toBe('noeviction');
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  expect(await readEvictionPolicy(url)).toBe('allkeys-lru');
  const detail = async () => {
    const state: unknown = await (await fetch(`${address}/readyz`)).json();
    return JSON.stringify(state);
  };
  await expect.poll(detail, { timeout: 30_000, interval: 200 }).toContain('set noeviction');
});
