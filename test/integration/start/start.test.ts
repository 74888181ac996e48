import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, urlOf } from '../../support/database.ts';
import { freePort, portOf } from '../../support/port.ts';
import { createRoomClient } from '../../support/room-client.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), 'tongxin-start-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** The built program with only these settings. */
function start(settings: Record<string, string>, ...words: string[]) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: folder,
    DATABASE_URL: urlOf(database.connection),
    ...settings,
  };
  const child = spawn(process.execPath, ['dist/src/main.js', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const collect = (chunk: Buffer) => {
    printed += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'exit').then(() => ({ code: child.exitCode, printed }));
  return {
    ended,
    /** Resolves when the program says it runs; with what it printed. */
    async running(): Promise<string> {
      while (!/Ctrl-C/.test(printed)) {
        const gone = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
        if (gone) throw new Error(`it ended:\n${printed}`);
      }
      return printed;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

describe('a start that cannot be', () => {
  it('tells all wrong settings at once, with their cures and without their values', async () => {
    const { code, printed } = await start({ PORT: 'geheim', TIMEZONE: 'Mars', HOST: '0.0.0.0' }).ended;
    expect(code).toBe(1);
    expect(printed).toMatch(/PORT: must be[\s\S]*TIMEZONE: must be/);
    expect(printed).not.toMatch(/geheim|at file:/);
  });

  it('refuses to show the web room to the network', async () => {
    const { code, printed } = await start({ HOST: '0.0.0.0' }).ended;
    expect([code, printed]).toEqual([1, expect.stringMatching(/HOST: .*WEB_ROOM=off/)]);
  });

  it('says which port is taken and how to take another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = portOf(other);
    const { code, printed } = await start({ PORT: String(port) }).ended;
    other.close();
    expect([code, printed]).toEqual([1, expect.stringContaining(`PORT=${port + 1}`)]);
  });

  it('says that the database cannot be reached, and hides its password', async () => {
    const DATABASE_URL = `postgresql://u:geheim123@127.0.0.1:${await freePort()}/d`;
    const { code, printed } = await start({ DATABASE_URL }).ended;
    expect(code).toBe(1);
    expect(printed).toMatch(/DATABASE_URL/);
    expect(printed).not.toMatch(/geheim123|at file:/);
  });

  it('knows its roles', async () => {
    const { code, printed } = await start({}, 'chief').ended;
    expect([code, printed]).toEqual([1, expect.stringMatching(/all, bot, worker, web/)]);
  });
});

describe('a start that is', () => {
  it('prints where the room is and which doors are on, and stops by SIGTERM with 0', async () => {
    const port = await freePort();
    const bot = start({ PORT: String(port) });
    const printed = await bot.running();
    expect(printed).toMatch(new RegExp(`会员群（网页）：http://127.0.0.1:${port}`));
    expect(printed).toMatch(/Telegram：关。设 TELEGRAM_BOT_TOKEN/);
    expect(printed).toMatch(/大模型：关/);
    expect((await bot.stop()).code).toBe(0);
  });

  it('prints a claim code when Telegram is on, and no secret', async () => {
    const bot = start({
      PORT: String(await freePort()),
      TELEGRAM_BOT_TOKEN: '1:geheimer-token',
      TELEGRAM_API_ROOT: `http://127.0.0.1:${await freePort()}`,
    });
    expect(await bot.running()).toMatch(/认领码：[A-Z2-9]{10}/);
    const { code, printed } = await bot.stop();
    expect(code).toBe(0);
    expect(printed).not.toContain('geheimer-token');
  });

  it('works split into a web room and a worker', async () => {
    const port = await freePort();
    const web = start({ PORT: String(port) }, 'web');
    const worker = start({ PORT: String(await freePort()) }, 'worker');
    await Promise.all([web.running(), worker.running()]);
    const room = createRoomClient(`http://127.0.0.1:${port}`);
    await room.say('zhang-wei', '社情民意：公园的健身器材坏了三个月，建议尽快修好。');
    await room.sees(/社-\d+/);
    await room.say('chen-min', '出稿 健身器材');
    const draft = await room.sees(/草案\d+写好了|Word文件/);
    expect(draft.text).toMatch(/健身器材/);
    expect((await Promise.all([web.stop(), worker.stop()])).map((end) => end.code)).toEqual([0, 0]);
  });
});
