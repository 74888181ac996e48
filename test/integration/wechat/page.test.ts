import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createHttpServer } from '../../../adapters/shared/http-server.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { openWechatDoor, type WechatDoor } from '../../support/wechat-door.ts';

let door: WechatDoor;
const server = () => createHttpServer({ log: silentLogger, locale: 'zh-CN' });
let http: ReturnType<typeof server>;
beforeEach(async () => {
  door = await openWechatDoor({ name: 'wechaty-puppet-wechat4u', loggedOut: true });
  http = server();
  door.adapter.registerPage(http);
  await door.world.bell.until(() => (door.world.hasPuppet ? true : undefined), 'a puppet that runs');
});
afterEach(async () => {
  await door.close();
  await http.close();
});
const get = (url: string, headers: Record<string, string> = {}) =>
  http.inject({ url, headers: { host: '127.0.0.1:3000', ...headers }, remoteAddress: '127.0.0.1' });
const showsCode = async (code: string) => {
  const before = door.printed.length;
  door.world.scan(code);
  await door.world.bell.until(() => (door.printed.length > before ? true : undefined), 'the code');
};

it('the page shows the code as a picture, what to do, and what works', async () => {
  await showsCode('https://login.weixin.qq.com/l/abc');
  const { body, headers, statusCode } = await get('/wechat');
  expect(statusCode).toBe(200);
  expect(body).toMatch(/请用助手的微信号扫这个码[\s\S]*<svg[\s\S]*<\/svg>/);
  expect(body).toMatch(/接龙[\s\S]*替别人填的请写上全名/);
  expect(body).toMatch(/http-equiv="refresh" content="3"/);
  expect(body).not.toMatch(/<script|src=|href=/);
  expect(headers['content-security-policy']).toMatch(/default-src 'self'.*style-src 'sha256-/);
  expect(headers['cache-control']).toBe('no-store');
});

it('the same as JSON, without a code once logged in', async () => {
  await showsCode('https://login.weixin.qq.com/l/abc');
  const state = async () => JSON.parse((await get('/wechat/state')).body) as unknown;
  expect(await state()).toMatchObject({ state: 'scan', code: 'https://login.weixin.qq.com/l/abc' });
  door.world.login();
  await door.healthy();
  expect(await state()).toMatchObject({
    state: 'in',
    code: null,
    message: expect.stringContaining('小助手'),
    abilities: expect.arrayContaining([expect.objectContaining({ name: '@ 提醒', state: 'missing' })]),
  });
});

it.each([
  ['another machine', { host: 'tongxin.example' }],
  ['a proxy', { 'x-forwarded-for': '10.1.2.3' }],
  ['a proxy that follows the standard', { forwarded: 'for=10.1.2.3' }],
  ['another page', { origin: 'http://evil.example' }],
])('is not shown to %s', async (_who, headers) => {
  for (const url of ['/wechat', '/wechat/state']) {
    const { statusCode, body } = await get(url, headers);
    expect([statusCode, body]).toEqual([403, expect.not.stringContaining('login.weixin')]);
  }
});

it('names of people cannot become part of the page', async () => {
  Object.defineProperty(door.world, 'botName', { value: '<img onerror=1>' });
  door.world.login();
  await door.healthy();
  // The name comes a little after the login.
  const { body } = await vi.waitFor(async () => {
    const page = await get('/wechat');
    expect(page.body).toContain('&lt;img onerror=1&gt;');
    return page;
  });
  expect(body).not.toContain('<img');
});
