import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { expectKept } from '../support/expect-kept.ts';
import { faultForm, notRun, tell } from '../support/fault-form.ts';
import { inHouse, type FaultHouse } from '../support/fault-house.ts';
import { post, startTelegramLoad, startWebLoad } from '../support/fault-load.ts';
import { mountSmallDisk, type SmallDisk } from '../support/fault-tools.ts';
import { startOwnPostgres, type OwnPostgres } from '../support/own-postgres.ts';

const { isFull } = faultForm;
const noMount = 'needs root and the right to mount a tmpfs';

async function onSmallDisk(size: string, work: (disk: SmallDisk | null) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-disk-'));
  await chmod(folder, 0o711);
  const disk = mountSmallDisk(folder, size);
  try {
    await work(disk);
  } finally {
    disk?.unmount();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Posts until the room refuses, as it must when nothing more can be kept. @returns the status of the refusal */
async function postUntilRefused(url: string): Promise<number> {
  for (let count = 0; count < 400; count += 1) {
    const body = JSON.stringify({ from: 'sun-lihua', text: randomBytes(3_000).toString('hex'), key: `fill-${count}` });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/rooms/main/messages`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    if (answer.status !== 201) return answer.status;
  }
  throw new Error('the disk never got full');
}

/** Writes into a table of our own until the server refuses or is gone. */
async function fillWith(postgres: OwnPostgres, kilobytes: number): Promise<string> {
  const client = new Client({ connectionString: postgres.url });
  let ended = '';
  client.on('error', (error) => (ended = error.message));
  try {
    await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS filler (words text)');
    await client.query('ALTER TABLE filler ALTER COLUMN words SET STORAGE EXTERNAL');
    const insert = 'INSERT INTO filler SELECT repeat(md5(n::text), 32 * $1) FROM generate_series(1, 8) n';
    for (let round = 0; round < 2_000; round += 1) await client.query(insert, [kilobytes / 8]);
    return 'never full';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : ended || String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function expectServed(house: FaultHouse, url: string, stop: () => Promise<unknown>): Promise<void> {
  await post([url], house.history, 'li-fang', '社情民意：磁盘又有地方了，路灯还是坏的，老人夜里看不清，建议尽快修好。');
  await stop();
  await house.telegram.allConfirmed(60_000);
  await expectKept(house, 120_000);
}

describe('disks that are full', () => {
  it.runIf(isFull)('F17 of the database: refused with 503 while it is full, on by itself afterwards', async (test) => {
    await onSmallDisk('220m', async (disk) => {
      if (!disk) notRun(test, 'F17', noMount);
      const postgres = await startOwnPostgres({
        folder: disk.folder,
        settings: { max_wal_size: '64MB', wal_keep_size: '0' },
      });
      try {
        await inHouse({ databaseUrl: postgres.url }, async (house) => {
          const bot = await house.bot();
          await bot.start();
          const web = startWebLoad([bot.url], house.history, { pauseMs: 100 });
          const telegram = startTelegramLoad(house.branch, 1_000);
          await pause(1_000);
          const code = await fillWith(postgres, 2_048);
          expect(code).toBe('53100');
          for (const kilobytes of [256, 32, 8]) expect(await fillWith(postgres, kilobytes)).toBe('53100');
          const status = await postUntilRefused(bot.url);
          tell('figure', `F17: data disk full: ${code}, a post is answered ${status}`);
          expect(status).toBe(503);
          disk.resize('500m');
          await expectServed(house, bot.url, () => Promise.all([web.stop(), telegram.stop()]));
        });
      } finally {
        await postgres.dispose();
      }
    });
  });

  it.runIf(isFull)(
    'F18 of the write-ahead log: the server ends, what it acknowledged is there when it is back',
    async (test) => {
      await onSmallDisk('64m', async (disk) => {
        if (!disk) notRun(test, 'F18', noMount);
        const postgres = await startOwnPostgres({ settings: { max_wal_size: '2GB' } });
        await moveLog(postgres, disk);
        try {
          await inHouse({ databaseUrl: postgres.url }, async (house) => {
            const bot = await house.bot();
            await bot.start();
            const web = startWebLoad([bot.url], house.history, { pauseMs: 30 });
            const telegram = startTelegramLoad(house.branch, 1_000);
            await pause(1_000);
            const code = await fillWith(postgres, 500);
            tell('figure', `F18: log disk full: the filler ended with ${code}`);
            expect(code).not.toBe('never full');
            await pause(1_000);
            disk.resize('400m');
            await postgres.stop('immediate').catch(() => undefined);
            await postgres.start();
            await expectServed(house, bot.url, () => Promise.all([web.stop(), telegram.stop()]));
          });
        } finally {
          await postgres.dispose();
        }
      });
    },
  );

  it('F19 of the files: a file is refused cleanly and leaves no rest, messages are taken as before', async (test) => {
    await inHouse({}, async (house) => {
      const disk = mountSmallDisk(path.join(house.folder, 'files'), '3m', '0700');
      if (!disk) notRun(test, 'F19', noMount);
      try {
        const bot = await house.bot();
        await bot.start();
        const web = startWebLoad([bot.url], house.history, { pauseMs: 200, speakers: 1 });
        const send = (name: string, size: number) =>
          fetch(`${bot.url}/api/rooms/main/messages`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              from: 'zhang-wei',
              text: '社情民意：附上照片，路灯坏了，老人夜里看不清，建议尽快修好。',
              attachments: [{ name, type: 'image/jpeg', base64: Buffer.alloc(size, name).toString('base64') }],
            }),
          });
        expect((await send('first.jpg', 1_000_000)).status).toBe(201);
        const refused = await send('second.jpg', 2_500_000);
        expect(refused.status).toBe(503);
        await refused.arrayBuffer();
        const left = readdirSync(disk.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
        expect(left).toHaveLength(1);
        await expectServed(house, bot.url, () => web.stop());
      } finally {
        disk.unmount();
      }
    });
  });
});

/** The log goes to the small disk, as on a machine where it has one of its own. */
async function moveLog(postgres: OwnPostgres, disk: SmallDisk): Promise<void> {
  await postgres.stop('fast');
  const { cluster, account } = postgres.place;
  const [log, there] = [path.join(cluster, 'pg_wal'), path.join(disk.folder, 'pg_wal')];
  cpSync(log, there, { recursive: true });
  const own = (one: string) => account && chownSync(one, account.uid, account.gid);
  own(there);
  await chmod(there, 0o700);
  for (const name of readdirSync(there, { recursive: true, encoding: 'utf8' })) own(path.join(there, name));
  renameSync(log, `${log}.before`);
  rmSync(`${log}.before`, { recursive: true });
  symlinkSync(there, log);
  await writeFile(path.join(disk.folder, 'note'), '');
  await postgres.start();
}
