import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { Client } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { judgeFacts, judgeStuck } from '../../../src/cli/doctor/check-database.ts';
import { checkDisk, checkNode } from '../../../src/cli/doctor/check-machine.ts';
import { judgeRedis } from '../../../src/cli/doctor/check-queue.ts';
import { judgeWebhook } from '../../../src/cli/doctor/check-telegram.ts';
import { doctorTool } from '../../../src/cli/doctor/doctor.ts';
import type { Finding } from '../../../src/cli/doctor/finding.ts';
import { createEmptyDatabase, createTestDatabase, urlOf } from '../../support/database.ts';
import { freePort } from '../../support/port.ts';
import { runTool } from '../../support/run-tool.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { startTelegramStandIn } from '../../support/telegram-stand-in.ts';

const report = z.object({
  ok: z.boolean(),
  findings: z.array(z.object({ area: z.string(), level: z.string(), says: z.string(), cure: z.string().optional() })),
});

async function examine(env: NodeJS.ProcessEnv) {
  const { code, out } = await runTool(doctorTool, ['--json'], env);
  const { ok, findings } = report.parse(JSON.parse(out));
  expect(ok).toBe(code === 0);
  return { code, findings, lines: findings.map(({ area, level, says }) => `${level} ${area}: ${says}`).join('\n') };
}

async function healthy() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const folder = await scratchFolder();
  await chmod(folder, 0o700);
  return { database, env: { DATABASE_URL: database.url, DATA_DIR: folder } };
}

async function asOwner(connection: ConstructorParameters<typeof Client>[0], sql: string): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** A model's server that says `answer` to every request. */
async function modelServer(status: number, answer: string): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1`;
}

const levels = (findings: readonly Finding[]) => findings.map(({ level, says }) => `${level}: ${says}`);

describe('the doctor', { timeout: 30_000 }, () => {
  it('finds nothing wrong where nothing is', async () => {
    const { env } = await healthy();
    const { code, findings, lines } = await examine(env);
    expect(lines).not.toMatch(/^fail|^warn/m);
    expect(code).toBe(0);
    expect(new Set(findings.map(({ area }) => area))).toEqual(
      new Set(['settings', 'machine', 'disk', 'database', 'ledger', 'queue', 'work', 'telegram', 'model']),
    );
    const plain = await runTool(doctorTool, [], env);
    expect(plain.out.split('\n').at(-1)).toMatch(/^0 failed, 0 to look at, \d+ in order\.$/);
  });

  it('tells all wrong settings at once, no value among them, and what was misspelt', async () => {
    const { code, lines } = await examine({
      PORT: 'http',
      TELEGRAM_BOT_TOKEN: 'geheim',
      DATABSE_URL: 'postgresql://u:geheim@h/d',
    });
    expect(code).toBe(1);
    expect(lines).toMatch(/warn settings: nobody reads DATABSE_URL/);
    expect(lines).toMatch(/fail settings: PORT: must be/);
    expect(lines).toMatch(/fail settings: TELEGRAM_BOT_TOKEN: must look like/);
    expect(lines).not.toContain('geheim');
  });

  it.each([
    ['nobody listens', async () => `postgresql://u:geheim@127.0.0.1:${await freePort()}/d`, /Nothing listens there/],
    [
      'there is no such database',
      async () => (await healthy()).env.DATABASE_URL.replace(/test_\w+/, 'nowhere'),
      /no such database/,
    ],
  ])('says when %s', async (_what, urlFor, said) => {
    const { code, lines } = await examine({ DATABASE_URL: await urlFor(), DATA_DIR: await scratchFolder() });
    expect(code).toBe(1);
    expect(lines).toMatch(said);
    expect(lines).not.toContain('geheim');
  });

  it('leaves a database alone that waits for migrations, and one of a newer version', async () => {
    const empty = await createEmptyDatabase();
    onTestFinished(async () => {
      await empty.drop();
    });
    const env = { DATABASE_URL: urlOf(empty.connection), DATA_DIR: await scratchFolder() };
    expect((await examine(env)).lines).toMatch(/warn database: \d+ migrations wait/);
    const { database, env: newer } = await healthy();
    await asOwner(
      database.connection,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '20990101000000_later', now());
       CREATE TABLE orders (id int)`,
    );
    const { code, lines } = await examine(newer);
    expect(code).toBe(1);
    expect(lines).toMatch(/fail database: a newer version of the program was here \(20990101000000_later\)/);
    expect(lines).toMatch(/fail database: tables of another program are in the same database: orders/);
  });

  it('finds a booking that was changed behind the program’s back', async () => {
    const { database, env } = await healthy();
    await asOwner(
      database.connection,
      `INSERT INTO "Unit" (id, key, name) VALUES (1, 'u', 'u'); INSERT INTO "Member" (id, key, "unitId", name) VALUES (1, 'm', 1, 'm');
       SELECT book_points('[{"unitId":1,"memberId":1,"item":"x","schemeVersion":1,"raw":1,"counted":1,"year":2026,"eventAt":"2026-01-01T00:00:00Z","naturalKey":"k","reason":"r"}]');
       ALTER TABLE "PointEntry" DISABLE TRIGGER USER; UPDATE "PointEntry" SET counted = 9; ALTER TABLE "PointEntry" ENABLE TRIGGER USER`,
    );
    const { code, lines } = await examine(env);
    expect(code).toBe(1);
    expect(lines).toMatch(/fail ledger: /);
  });

  it('tells what is stuck: as a fault while the program runs, as waiting while it is stopped', async () => {
    const { database, env } = await healthy();
    await asOwner(
      database.connection,
      `INSERT INTO "InboxMessage" (platform, account, "updateKey", conversation, state, "dueAt") VALUES
         ('web', 'w', '1', 'web:m', 'pending', now() - interval '5 minutes'), ('web', 'w', '2', 'web:m', 'set_aside', now());
       INSERT INTO "OutboxMessage" (platform, conversation, body, state, "dueAt", "leaseUntil") VALUES
         ('web', 'web:m', '{"text":""}', 'due', now() - interval '5 minutes', NULL),
         ('web', 'web:m', '{"text":""}', 'due', now() + interval '5 minutes', NULL),
         ('web', 'web:m', '{"text":""}', 'sending', now(), now() - interval '5 minutes'),
         ('web', 'web:m', '{"text":""}', 'unknown', now(), NULL);
       INSERT INTO "Unit" (id, key, name) VALUES (1, 'u', 'u');
       INSERT INTO "Notice" ("unitId", "naturalKey", body) VALUES (1, 'n', '{"text":""}')`,
    );
    // The test's own connection is one of the program.
    await database.pool.query('SELECT 1');
    const { lines } = await examine(env);
    for (const said of [
      '1 messages have not been handled',
      '1 messages should have left',
      '1 messages are held by a sender',
    ]) {
      expect(lines).toContain(`fail work: ${said}`);
    }
    for (const said of [
      '1 messages failed three times',
      '1 messages of the last seven days',
      '1 secretaries have not',
    ]) {
      expect(lines).toContain(`warn work: ${said}`);
    }
    const nothing = { inbox: 0, setAside: 0, outbox: 0, sending: 0, unknown: 0, reminders: 0, drafts: 0, untold: 0 };
    expect(levels(judgeStuck({ ...nothing, reminders: 2, drafts: 1 }, false)).join()).toMatch(
      /^warn: 2 reminders.*warn: 1 drafts/,
    );
    expect(levels(judgeStuck(nothing, true))).toEqual([expect.stringMatching(/^ok/)]);
  });

  it('knows Telegram’s answers', async () => {
    const { env } = await healthy();
    const telegram = await startTelegramStandIn();
    onTestFinished(() => telegram.close());
    const own = { ...env, TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot };
    const fine = await examine(own);
    expect([fine.code, fine.lines]).toEqual([
      0,
      expect.stringMatching(/ok telegram: the token is that of @tongxin_bot/),
    ]);
    telegram.updates.webhook = { url: 'https://elsewhere.example', secret: undefined };
    expect((await examine(own)).lines).toMatch(/fail telegram: a webhook is set for this bot/);
    const revoked = await examine({ ...own, TELEGRAM_BOT_TOKEN: '1:revoked-token-geheim' });
    expect([revoked.code, revoked.lines]).toEqual([1, expect.stringMatching(/fail telegram: Telegram does not take/)]);
    expect(revoked.lines).not.toContain('geheim');
    const away = await examine({ ...own, TELEGRAM_API_ROOT: `http://127.0.0.1:${await freePort()}` });
    expect(away.lines).toMatch(/fail telegram: Telegram cannot be reached/);
  });

  it.each([
    [200, '{"data":[{"id":"m"}]}', 0, /ok model: the server has m/],
    [200, '{"data":[{"id":"other"}]}', 0, /warn model: the server does not list m/],
    [200, '<html>', 0, /warn model: it answers, but not with a list/],
    [404, '', 0, /warn model: it answers, but tells no models/],
    [401, '', 1, /fail model: the server refuses OPENAI_API_KEY/],
  ])('knows the model’s answer %i %s', async (status, answer, code, said) => {
    const { env } = await healthy();
    const base = await modelServer(status, answer);
    const found = await examine({ ...env, OPENAI_API_KEY: 'k', OPENAI_MODEL: 'm', OPENAI_BASE_URL: base });
    expect([found.code, found.lines]).toEqual([code, expect.stringMatching(said)]);
  });

  it('says when Redis or the model is away', async () => {
    const { env } = await healthy();
    const away = `127.0.0.1:${await freePort()}`;
    const { code, lines } = await examine({
      ...env,
      REDIS_URL: `redis://:geheim@${away}`,
      OPENAI_API_KEY: 'k',
      OPENAI_MODEL: 'm',
      OPENAI_BASE_URL: `http://${away}/v1`,
    });
    expect(code).toBe(1);
    expect(lines).toMatch(/fail queue: Redis does not answer \(ECONNREFUSED\)/);
    expect(lines).toMatch(/fail model: the server cannot be reached \(ECONNREFUSED\)/);
    expect(lines).not.toContain('geheim');
  });
});

describe('its judgement', () => {
  const facts = {
    version: '18.4',
    clockGapMs: 0,
    history: { pending: [], unknown: [], unfinished: [], edited: [] },
    foreignTables: [],
    mayCreate: true,
    connections: { used: 5, most: 100 },
    running: [],
  };

  it.each([
    [{ mayCreate: false }, /fail: the user may make no tables/],
    [{ clockGapMs: -3000 }, /warn: its clock is 3\.0 s/],
    [{ connections: { used: 80, most: 97 } }, /warn: 80 of 97 connections/],
    [{ history: { ...facts.history, unfinished: ['x'] } }, /warn: migrations were broken off: x/],
    [{ history: { ...facts.history, edited: ['x'] } }, /warn: migrations were edited/],
    [{ running: ['tongxin'] }, /ok: built-in PostgreSQL 18\.4, with the program at work/],
  ])('of a database: %j', (change, said) => {
    expect(levels(judgeFacts({ ...facts, ...change }, true)).join('\n')).toMatch(said);
  });

  it.each([
    [{ version: '6.0.16', evictionPolicy: 'noeviction' }, /^fail: Redis 6\.0\.16 is too old/],
    [{ version: '7.2.4', evictionPolicy: 'allkeys-lru' }, /^fail: Redis throws jobs away/],
    [{ version: '6.2.0', evictionPolicy: 'noeviction' }, /^ok/],
    [{ version: null, evictionPolicy: null }, /^ok/],
  ])('of Redis: %j', (redis, said) => expect(levels(judgeRedis(redis)).join('\n')).toMatch(said));

  const now = new Date('2026-11-24T01:00:00Z');
  const info = { url: '', pending_update_count: 0 };
  it.each([
    [info, undefined, /^ok: updates are asked for/],
    [{ ...info, url: 'https://a/telegram' }, 'https://a/', /^ok: updates come to the webhook/],
    [info, 'https://a', /^warn: the webhook is not the one/],
    [{ ...info, pending_update_count: 101 }, undefined, /warn: 101 updates wait/],
    [
      { ...info, url: 'https://a/t', last_error_date: now.getTime() / 1000 - 60, last_error_message: 'SSL' },
      'https://a',
      /warn: .*SSL/,
    ],
  ])('of a webhook: %j, wanted %s', (webhook, wanted, said) => {
    expect(levels(judgeWebhook(webhook, wanted, now)).join('\n')).toMatch(said);
  });

  it('of Node', () => {
    expect(levels(checkNode('18.20.1', { TIMEZONE: 'Asia/Shanghai' }))[0]).toMatch(
      /^fail: Node.js 18\.20\.1 is too old/,
    );
    expect(levels(checkNode('20.19.0', { TIMEZONE: 'Asia/Shanghai' }))[0]).toMatch(/^ok/);
  });

  it('of a folder', async () => {
    const folder = await scratchFolder();
    expect(levels(await checkDisk(path.join(folder, 'none')))).toEqual([
      expect.stringMatching(/^warn: .*is not there yet/),
    ]);
    await writeFile(path.join(folder, 'file'), '');
    expect(levels(await checkDisk(path.join(folder, 'file')))).toEqual([
      expect.stringMatching(/^fail: .*is no folder/),
    ]);
    const open = path.join(folder, 'open');
    await mkdir(open);
    await chmod(open, 0o777);
    expect(levels(await checkDisk(open)).join('\n')).toMatch(/warn: others may read or write[\s\S]*MiB free/);
  });
});
