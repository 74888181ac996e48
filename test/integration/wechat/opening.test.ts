import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../../adapters/shared/http-server.ts';
import { puppetLoader } from '../../../adapters/wechat/puppet/load-puppet.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { openWechatDoor, type WechatDoor, type WechatDoorOptions } from '../../support/wechat-door.ts';

let door: WechatDoor | undefined;
const open = async (options: WechatDoorOptions = {}) => {
  door = await openWechatDoor(options);
  return door;
};
afterEach(async () => {
  await door?.close();
  door = undefined;
});

/** Waits, by the door's own changes, until its health says so. */
async function says({ adapter, world }: WechatDoor, words: RegExp): Promise<void> {
  const ringing = setInterval(() => world.bell.ring(), 5);
  try {
    await world.bell.until(
      () => (words.test(adapter.health().detail) ? true : undefined),
      () => adapter.health().detail,
      10_000,
    );
  } finally {
    clearInterval(ringing);
  }
}

/** What the person before the login page reads. */
async function pageOf({ adapter }: WechatDoor): Promise<string> {
  const http = createHttpServer({ log: silentLogger, locale: 'zh-CN' });
  adapter.registerPage(http);
  const { body } = await http.inject({
    url: '/wechat',
    headers: { host: '127.0.0.1:3000' },
    remoteAddress: '127.0.0.1',
  });
  await http.close();
  return body;
}

/** The door with a puppet package that is loaded by name. */
const named = (name: string, token?: string, make?: Parameters<typeof puppetLoader>[1]) =>
  open({ name, puppet: puppetLoader({ name, token }, make) });

describe('a puppet that cannot be used is told with its cure', () => {
  it('is not installed', async () => {
    const { adapter } = await named('wechaty-puppet-nobody-has-it');
    if (door) await says(door, /npm install wechaty-puppet-nobody-has-it/);
    expect(adapter.health()).toMatchObject({ ok: false });
    expect(adapter.health().needsLogin).toBeUndefined();
  });

  it('needs a token and has none', async () => {
    const opened = await named('wechaty-puppet-service');
    await says(opened, /set WECHATY_PUPPET_TOKEN/);
    expect(await pageOf(opened)).toMatch(
      /还没有连上[\s\S]*wechaty-puppet-service 要有令牌才能用。请设 WECHATY_PUPPET_TOKEN/,
    );
    expect(opened.waits).toEqual([]);
  });

  it('is a package without a puppet', async () => {
    const opened = await named('@somebody/else', undefined, async () => ({ value: 1 }));
    await says(opened, /holds no puppet/);
    expect(opened.adapter.health().ok).toBe(false);
  });

  it('throws when it is made, and its words are not repeated', async () => {
    const opened = await named('wechaty-puppet-broken', 'geheim123', (_name, { token }) =>
      Promise.reject(new Error(`token ${token ?? ''} is bad`)),
    );
    await says(opened, /cannot be used \(Error\).*WECHATY_PUPPET_TOKEN/);
    expect(opened.adapter.health().detail).not.toContain('geheim123');
  });

  it('throws when it starts, and opens once it does not', async () => {
    const opened = await open({ asleep: true });
    opened.world.atStart.fault = new Error('no server');
    await opened.adapter.start(opened.intake);
    await opened.world.bell.until(() => (opened.waits.length > 0 ? true : undefined), 'a first try that failed');
    opened.world.atStart.fault = undefined;
    await opened.healthy();
    expect(opened.waits[0]).toBe(5_000);
  });

  it('never says anything: it is started anew', async () => {
    const opened = await open({ loggedOut: true, silentLimitMs: 20 });
    await opened.world.bell.until(() => (opened.world.puppets > 1 ? true : undefined), 'a second puppet', 10_000);
    opened.world.atStart.logsIn = true;
    await opened.healthy();
    expect(opened.adapter.health().detail).toBe('logged in');
  });

  it('hangs when it is stopped: it is left behind', async () => {
    const opened = await open();
    opened.world.atStart.hangsOnStop = true;
    const begun = performance.now();
    await opened.adapter.stop();
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe('the login', () => {
  it('is kept in a file that nobody else may read, also after it was written', async () => {
    const { folder, world } = await open();
    const mode = async (at: string) => ((await stat(at)).mode & 0o777).toString(8);
    const file = path.join(folder, 'session.memory-card.json');
    await world.puppet.memory.set('key', 'geheim');
    await world.puppet.memory.save();
    expect([await mode(folder), await mode(file)]).toEqual(['700', '600']);
    expect((await stat(file)).size).toBeGreaterThan(10);
  });

  it('is asked for in the terminal, once for each code, and at a page', async () => {
    const opened = await open({ loggedOut: true });
    const { world, adapter, printed } = opened;
    await world.bell.until(() => (world.hasPuppet ? true : undefined), 'a puppet that runs');
    world.scan('https://login.weixin.qq.com/l/abc');
    await world.bell.until(() => (printed.length > 0 ? true : undefined), 'a code in the terminal');
    world.scan('https://login.weixin.qq.com/l/abc');
    world.scan('https://login.weixin.qq.com/l/def');
    await world.bell.until(() => (printed.length > 1 ? true : undefined), 'the next code');
    expect(printed).toHaveLength(2);
    expect(printed[0]).toMatch(/扫码登录[\s\S]*▀/);
    expect(adapter.health()).toMatchObject({ ok: false, needsLogin: { page: expect.stringMatching(/\/wechat$/) } });
    world.login();
    await opened.healthy();
    expect(adapter.health().needsLogin).toBeUndefined();
    await world.logout();
    await opened.healthy(false);
    expect(adapter.health().needsLogin).toBeDefined();
  });
});

it('a fault in the middle of a look-up or an event ends nothing', async () => {
  const { world, intake } = await open();
  const rejected: unknown[] = [];
  const note = (error: unknown) => rejected.push(error);
  process.on('unhandledRejection', note);
  const zhang = world.person('张伟');
  const room = world.room('示范支部', [zhang]);
  world.lookUp = () => Promise.reject(new Error('WeChat does not answer'));
  world.puppet.emit('message', { messageId: 'nobody-has-it' });
  world.puppet.emit('room-join', {
    inviteeIdList: [world.botId],
    inviterId: 'nobody',
    roomId: 'nowhere',
    timestamp: 1,
  });
  world.puppet.emit('room-invite', { roomInvitationId: 'nobody' });
  world.puppet.emit('friendship', { friendshipId: 'nobody' });
  world.puppet.emit('error', { gerror: 'broken' });
  world.say({ from: zhang, room, text: '我参加' });
  const heard = await intake.next();
  const next = await intake.next();
  process.off('unhandledRejection', note);
  expect([heard, next].map(({ payload }) => payload)).toEqual([
    expect.objectContaining({ kind: 'joined' }),
    expect.objectContaining({ kind: 'said', talker: { id: zhang.id, name: '' } }),
  ]);
  expect(rejected).toEqual([]);
});
