import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp, type App } from '../../../src/app.ts';
import { banner } from '../../../src/banner.ts';
import { parseConfig } from '../../../src/config.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createTestDatabase } from '../../support/database.ts';
import { freePort } from '../../support/port.ts';
import { WechatWorld } from '../../support/wechat/world.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let app: App | undefined;
let url: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'tongxin-wechat-'));
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(name: string, world?: WechatWorld): Promise<string> {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const config = parseConfig({
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    PORT: String(port),
    WECHATY_PUPPET: name,
  });
  app = await createApp(config, {
    role: 'all',
    log: silentLogger,
    clock: systemClock,
    ...(world ? { puppet: world.load } : {}),
  });
  await app.start();
  return banner(config, app);
}
const readySchema = z.object({ checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })) });
const checks = async () => readySchema.parse(await (await fetch(`${url}/readyz`)).json()).checks;

describe('the program with WeChat', () => {
  it('works without a puppet that is not there, and says how to get it', async () => {
    const shown = await start('wechaty-puppet-nobody-has-it');
    expect(shown).toContain(`微信：开（wechaty-puppet-nobody-has-it），登录和状态：${url}/wechat`);
    expect((await fetch(`${url}/api/rooms`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await expect
      .poll(async () => (await checks())['wechat'])
      .toMatchObject({ ok: false, detail: expect.stringMatching(/npm install wechaty-puppet-nobody-has-it/) });
  });

  it('starts and stops while its puppet hangs', async () => {
    const world = new WechatWorld();
    world.atStart.hangs = true;
    await start('wechaty-puppet-mock', world);
    expect((await fetch(`${url}/api/rooms`)).status).toBe(200);
    expect((await checks())['wechat']).toMatchObject({ ok: false });
  });

  it('takes in what is said there, and answers', async () => {
    const world = new WechatWorld();
    await start('wechaty-puppet-mock', world);
    await world.bell.until(() => (world.hasPuppet ? true : undefined), 'a puppet that runs');
    const chen = world.person('陈敏');
    const room = world.room('城西支部', [chen]);
    const joined = { roomId: room.id, inviterId: chen.id, timestamp: 1 };
    world.puppet.emit('room-join', { ...joined, inviteeIdList: [world.botId] });
    const greeting = await world.bell.until(() => world.sent[0], 'a greeting', 15_000);
    expect(greeting).toMatchObject({ conversationId: room.id, text: expect.stringMatching(/绑定/) });
    expect(await readdir('.')).not.toContainEqual(expect.stringMatching(/memory-card/));
  });
});
