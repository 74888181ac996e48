import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../../src/storage/embedded-postgres.ts';
import { openDatabase, parseDatabaseUrl, readProtection } from '../../../src/storage/index.ts';
import { urlOf } from '../../support/database.ts';

const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: tmpdir(), log: silentLogger });
const password = 'p@ss:/w#ör d?&%';

describe('a PostgreSQL of DATABASE_URL', { timeout: 60_000 }, () => {
  let server: EmbeddedPostgres;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'tongxin-own-'));
    await chmod(dataDir, 0o711);
    server = await openEmbeddedPostgres({ dataDir, log: silentLogger, door: 'loopback', sync: false });
    const client = new Client(server.connection);
    await client.connect();
    await client.query(`create role branch login createdb password '${password}'`);
    await client.query('create database branch owner branch');
    await client.query(`create role maker login createrole password '${password}'`);
    await client.query('create database maker owner maker');
    await client.query(`create database latin encoding 'LATIN1' locale 'C' locale_provider libc template template0`);
    await client.query(`alter database branch set timezone to 'Asia/Shanghai'`);
    await client.end();
  }, 60_000);

  afterAll(async () => {
    await server.close();
    await rm(dataDir, { recursive: true });
  });

  const url = (change: object = {}) =>
    urlOf({ ...server.connection, user: 'branch', database: 'branch', password, ...change });

  it('is used under a role without rights, with any password, and in UTC whatever the server prefers', async () => {
    const database = await open(url());
    expect(database.embedded).toBe(false);
    const at = new Date('2026-03-01T20:00:00.123Z');
    await database.prisma.question.create({
      data: { conversation: 'web:1', kind: 'test', subject: 'time', openedAt: at },
    });
    const { rows } = await database.pool.query<{ openedAt: Date }>('select "openedAt" from "Question"');
    expect(rows[0]?.openedAt).toEqual(at);
    expect((await database.prisma.question.findFirstOrThrow()).openedAt).toEqual(at);
    await database.close();
  });

  it('has the role of the program made by a user who may make roles, and lacks it under one who may not', async () => {
    const plain = await open(url());
    expect(await readProtection(plain.pool)).toBe('trigger');
    await plain.close();
    const maker = await open(url({ user: 'maker', database: 'maker' }));
    expect(await readProtection(maker.pool)).toBe('role');
    await maker.close();
    // Now that it is there, it is still not everybody's.
    const after = await open(url());
    expect(await readProtection(after.pool)).toBe('trigger');
    await after.close();
  });

  it.each([
    ['a wrong password', () => url({ password: 'guess' }), /password is wrong/],
    ['a database that is not there', () => url({ database: randomBytes(4).toString('hex') }), /createdb/],
    ['a port that nothing listens on', () => url({ port: 1 }), /Nothing listens/],
    ['a socket that is not there', () => 'postgresql://u@localhost/d?host=/nonexistent', /no such socket/],
    ['a host that is not there', () => url({ host: 'nowhere.invalid' }), /host/],
    [
      'another encoding',
      () => url({ user: 'tongxin', database: 'latin', password: server.connection.password }),
      /UTF8/,
    ],
  ])(
    '%s is told at once, with the cure and without the password',
    async (_name, makeUrl, words) => {
      const error: unknown = await open(makeUrl()).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ message: expect.stringMatching(words) });
      expect(String(error)).not.toContain(password);
    },
    8_000,
  );
});

describe('DATABASE_URL', () => {
  it('is taken apart with signs in the password', () => {
    const text = `postgresql://branch:${encodeURIComponent(password)}@db.example:6543/points`;
    expect(parseDatabaseUrl(text)).toEqual({
      host: 'db.example',
      port: 6543,
      user: 'branch',
      database: 'points',
      password,
    });
  });

  it.each(['postgresql://u:secret@[broken/x', 'secret'])(
    'that cannot be read is refused without being repeated: %s',
    (url) => {
      expect(() => parseDatabaseUrl(url)).toThrow(/DATABASE_URL cannot be read/);
      expect(() => parseDatabaseUrl(url)).not.toThrow(/secret/);
    },
  );
});
