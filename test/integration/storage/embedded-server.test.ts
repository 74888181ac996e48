import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { openEmbeddedPostgres, type EmbeddedOptions } from '../../../src/storage/embedded-postgres.ts';
import { findHolder } from '../../../src/storage/postmaster-file.ts';
import { startDatabaseProcess } from '../../support/database-process.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

async function open(options: Partial<EmbeddedOptions> & { dataDir: string }) {
  const server = await openEmbeddedPostgres({ log: silentLogger, sync: false, ...options });
  onTestFinished(() => server.close());
  return server;
}

const holderOf = async (dataDir: string) => (await findHolder(path.join(dataDir, 'postgres'))).kind;

async function ask<T extends object>(connection: object, sql: string): Promise<T[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the built-in PostgreSQL', { timeout: 90_000 }, () => {
  it('starts on nothing, is on no network, sorts Chinese by sound, and stops when closed', async () => {
    const dataDir = await scratchFolder();
    const server = await open({ dataDir });
    expect(server.reused).toBe(false);
    expect(server.connection.host).toBe(path.join(dataDir, 'postgres-socket'));
    const settings = await ask<{ name: string; setting: string }>(
      server.connection,
      `select name, setting from pg_settings where name in ('listen_addresses', 'fsync', 'TimeZone', 'log_min_error_statement')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: '',
      fsync: 'on',
      TimeZone: 'UTC',
      log_min_error_statement: 'panic',
    });
    expect(await listeningPorts(server.pid)).toEqual([]);
    const names = await ask<{ n: string }>(
      server.connection,
      `select n from unnest(array['赵','陈','白','李']) n order by n collate "zh-x-icu"`,
    );
    expect(names.map(({ n }) => n).join('')).toBe('白陈李赵');
    await server.close();
    expect(await holderOf(dataDir)).toBe('nobody');
  });

  it('is reused after the process that started it was killed, with every acknowledged row', async () => {
    const dataDir = await scratchFolder();
    const first = await startDatabaseProcess({ dataDir });
    for (const subject of ['a', 'b', 'c']) await first.write(subject);
    await first.kill();
    expect(await holderOf(dataDir)).toBe('server');
    const second = await startDatabaseProcess({ dataDir });
    expect(second.opened.subjects).toEqual(['a', 'b', 'c']);
    await second.close();
    expect(await holderOf(dataDir)).toBe('nobody');
  });

  it('is started anew after it was killed itself, with every acknowledged row', async () => {
    const dataDir = await scratchFolder();
    const first = await startDatabaseProcess({ dataDir });
    await first.write('kept');
    await first.kill();
    const holder = await findHolder(path.join(dataDir, 'postgres'));
    if (holder.kind !== 'server') throw new Error('no server');
    process.kill(holder.file.pid, 'SIGKILL');
    const second = await startDatabaseProcess({ dataDir });
    expect(second.opened.subjects).toEqual(['kept']);
    await second.close();
  });

  it('comes back by itself when it dies while in use', async () => {
    const server = await open({ dataDir: await scratchFolder() });
    process.kill(server.pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await ask(server.connection, 'select 1 as x')).toEqual([{ x: 1 }]), 20_000);
  });

  it('is stopped by the last process that leaves, not by the first', async () => {
    const dataDir = await scratchFolder();
    const first = await open({ dataDir });
    const second = await open({ dataDir });
    expect(second).toMatchObject({ reused: true, pid: first.pid });
    await first.close();
    expect(await ask(second.connection, 'select 1 as x')).toEqual([{ x: 1 }]);
    await second.close();
    expect(await holderOf(dataDir)).toBe('nobody');
  });

  it('lets in whoever arrives while the last one is leaving', async () => {
    const dataDir = await scratchFolder();
    let server = await open({ dataDir });
    for (let round = 0; round < 5; round += 1) {
      const [, next] = await Promise.all([server.close(), open({ dataDir })]);
      expect(await ask(next.connection, 'select 1 as x')).toEqual([{ x: 1 }]);
      server = next;
    }
  });

  it('is created once by four processes that start at the same time', async () => {
    const dataDir = await scratchFolder();
    const all = await Promise.all([1, 2, 3, 4].map(() => startDatabaseProcess({ dataDir })));
    await Promise.all(all.map((one, index) => one.write(`from ${index}`)));
    const migrated = all.filter((one) => one.opened.log.includes('database brought up to date'));
    expect(migrated).toHaveLength(1);
    await Promise.all(all.map((one) => one.close()));
    expect(await holderOf(dataDir)).toBe('nobody');
    expect((await readdir(dataDir)).toSorted((a, b) => a.localeCompare(b))).toEqual(['postgres', 'postgres-socket']);
  });

  it('takes a folder half made by a killed process for nothing, and removes it', async () => {
    const dataDir = await scratchFolder();
    await mkdir(path.join(dataDir, 'postgres-new-4194303-abc'));
    await writeFile(path.join(dataDir, 'postgres-init.lock'), '4194303');
    await open({ dataDir });
    expect(await readdir(dataDir)).not.toContain('postgres-new-4194303-abc');
  });

  it('refuses data of another major version and says what to do', async () => {
    const dataDir = await scratchFolder();
    await mkdir(path.join(dataDir, 'postgres'));
    await writeFile(path.join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
    await expect(openEmbeddedPostgres({ dataDir, log: silentLogger })).rejects.toMatchObject({
      code: 'storage.another_version',
      message: expect.stringMatching(/PostgreSQL 15.*brings 18.*DATABASE_URL/s),
    });
  });

  it('puts its socket elsewhere when the path of the data is too long for one', async () => {
    const dataDir = path.join(await scratchFolder(), 'long'.repeat(30));
    const server = await open({ dataDir });
    onTestFinished(() => rm(server.connection.host, { recursive: true, force: true }));
    expect(Buffer.byteLength(server.connection.host)).toBeLessThan(90);
    expect(await ask(server.connection, 'select 1 as x')).toEqual([{ x: 1 }]);
  });

  it('on systems without Unix sockets listens on this machine alone, with a password', async () => {
    const dataDir = await scratchFolder();
    const server = await open({ dataDir, door: 'loopback' });
    expect(server.connection.host).toBe('127.0.0.1');
    expect(await ask(server.connection, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await expect(ask({ ...server.connection, password: 'guess' }, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const second = await open({ dataDir, door: 'loopback' });
    expect(second.reused).toBe(true);
  });
});

/** Local ports that a process listens on, from Linux's tables; none are told elsewhere. */
async function listeningPorts(pid: number): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8')));
  const listening = tables.flatMap((table) => table.split('\n')).filter((line) => / 0A [0-9A-F]{8}:/.test(line));
  const owner = Number(/^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
  // Ports by account: as root, the server's account has no other program here.
  if (process.getuid?.() === owner) return [];
  return listening.filter((line) => line.trim().split(/\s+/)[7] === String(owner));
}
