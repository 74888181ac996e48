import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createTestDatabase } from '../../support/database.ts';
import { freePort } from '../../support/port.ts';
import { createRoomClient } from '../../support/room-client.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../support/telegram-stand-in.ts';
import type { TelegramGroup, TelegramPerson } from '../../support/telegram/people.ts';
import { openPhone } from '../../support/wechat/phone.ts';
import { WechatWorld, type WorldPerson } from '../../support/wechat/world.ts';
import { zoneAtTen } from '../../support/zone-at-ten.ts';

/** Patience with a machine that others use as well. */
const withinMs = 20_000;

interface RollLine {
  member: string;
  name: string;
  state: string;
}

/**
 * One unit with a group on Telegram, a room on WeChat and the room in the browser, in one process. Each test goes on
 * where the last one ended.
 */
describe('a branch on three doors at once', () => {
  const world = new WechatWorld();
  const wechat = { chen: world.person('陈敏微信'), zhang: world.person('zw'), li: world.person('李芳') };
  const room = world.room('城西支部微信群', Object.values(wechat));
  const onWechat = openPhone(world, room);
  const failures: object[] = [];
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let telegram: TelegramStandIn;
  let folder: string;
  let app: App;
  let group: TelegramGroup;
  let chen: TelegramPerson;
  let zhang: TelegramPerson;
  let web: ReturnType<typeof createRoomClient>;

  beforeAll(async () => {
    [database, telegram, folder] = await Promise.all([
      createTestDatabase(),
      startTelegramStandIn(),
      mkdtemp(path.join(tmpdir(), 'tongxin-doors-story-')),
    ]);
    const config = parseConfig({
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PORT: String(await freePort()),
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_PACE: 'off',
      WECHATY_PUPPET: 'wechaty-puppet-mock',
      TIMEZONE: zoneAtTen(),
    });
    const log = { ...silentLogger, error: (fields: object, words: string) => void failures.push({ ...fields, words }) };
    app = await createApp(config, { role: 'all', log, clock: systemClock, puppet: world.load });
    [chen, zhang] = [telegram.person('陈敏'), telegram.person('张伟')];
    group = telegram.group('城西支部', [chen, zhang]);
    await app.start();
    web = createRoomClient(app.roomUrl ?? '');
    await world.bell.until(() => (world.puppets > 0 ? true : undefined), 'a puppet', withinMs);
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await telegram?.close();
    await database?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const inGroup = (words: RegExp) => group.sees(words, { withinMs });
  /** Binds the WeChat account of somebody whom the bot knows on Telegram, by a code. */
  async function bindsWechat(person: TelegramPerson, account: WorldPerson): Promise<void> {
    person.whispers('绑定账号');
    const { text } = await person.sees(/绑定码 [A-Z0-9]{8}/, { withinMs });
    const code = /绑定码 ([A-Z0-9]{8})/.exec(text)?.[1] ?? '';
    world.say({ from: account, text: `绑定码 ${code}` });
    await openPhone(world, account).sees(/./);
  }
  async function rollOf(): Promise<Record<string, string>> {
    const [activity] = await web.get<{ id: number }[]>('/api/units/own/activities');
    const roll = await web.get<RollLine[]>(`/api/activities/${activity?.id}/roll`);
    expect(new Set(roll.map(({ member }) => member)).size).toBe(roll.length);
    return Object.fromEntries(roll.map(({ name, state }) => [name, state]));
  }

  it('binds both groups to one unit, and knows a person by two accounts', async () => {
    expect(await web.get('/api/rooms/own/members')).toEqual([]);
    chen.says(`绑定 ${app.claimCode ?? ''}`);
    await inGroup(/陈敏，您是城西支部的秘书了/);
    await bindsWechat(chen, wechat.chen);
    world.say({ from: wechat.chen, room, text: '绑定' });
    await onWechat.sees(/本群已绑定到城西支部/);
    zhang.says('我是 张伟');
    await chen.sees(/说自己是「张伟」/, { withinMs });
    chen.whispers('同意 张伟');
    await inGroup(/张伟，您好/);
    await bindsWechat(zhang, wechat.zhang);
    world.say({ from: wechat.li, room, text: '我是 李芳' });
    // The secretary is asked where the newcomer is.
    await openPhone(world, wechat.chen).sees(/说自己是「李芳」/);
    world.say({ from: wechat.chen, text: '同意 李芳' });
    await onWechat.sees(/李芳，您好/);
    chen.whispers('添加会员 王海涛');
    await chen.sees(/已添加1位/, { withinMs });
    const people = await web.get<{ name: string }[]>('/api/rooms/own/members');
    expect(people.map(({ name }) => name)).toEqual(['陈敏', '张伟', '李芳', '王海涛']);
    expect(await database.prisma.member.count()).toBe(4);
  });

  it('announces everywhere what was confirmed on one door, each in its own way', async () => {
    chen.says('下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名');
    chen.presses(await inGroup(/请核对[\s\S]*社区二楼/), '确认发布');
    const [there, here, inRoom] = await Promise.all([
      inGroup(/活动通知[\s\S]*社区二楼/),
      onWechat.sees(/活动通知[\s\S]*社区二楼[\s\S]*回复数字：1 参加　2 请假/),
      web.sees(/活动通知[\s\S]*社区二楼/, 'own', withinMs),
    ]);
    expect(there.message.buttons.flat().map(({ text }) => text)).toContain('参加');
    expect(here.text).not.toContain('#接龙');
    expect(inRoom.buttons?.flat().map(({ label }) => label)).toContain('参加');
  });

  it('keeps one roll, in which a person of two accounts counts once', async () => {
    const key = async (name: string) => {
      const people = await web.get<{ key: string; name: string }[]>('/api/rooms/own/members');
      return people.find((one) => one.name === name)?.key ?? '';
    };
    zhang.says('参加');
    await inGroup(/已记：张伟参加/);
    world.say({ from: wechat.li, room, text: '1' });
    await onWechat.sees(/已记：李芳参加/);
    await web.say(await key('王海涛'), '参加', { room: 'own' });
    await web.sees(/已记：王海涛参加/, 'own', withinMs);
    expect(await rollOf()).toMatchObject({ 张伟: 'joined', 李芳: 'joined', 王海涛: 'joined' });
    world.say({ from: wechat.zhang, room, text: '请假，出差' });
    await onWechat.sees(/已记：张伟请假/);
    expect(await rollOf()).toMatchObject({ 张伟: 'on_leave', 李芳: 'joined', 王海涛: 'joined' });
    chen.says('名单');
    await inGroup(/参加 2 人[\s\S]*请假 1 人/);
  });

  it('asks a choice everywhere and counts each member once', async () => {
    chen.says('投票：下次学习会放在哪天？周五下午／周六上午');
    const preview = await inGroup(/周五下午[\s\S]*周六上午/);
    chen.presses(preview, preview.message.buttons.flat()[0]?.text ?? '');
    await onWechat.sees(/下次学习会放在哪天[\s\S]*1 周五下午　2 周六上午/);
    const native = () => group.messages.find((message) => message.poll !== undefined);
    await expect.poll(native, { timeout: withinMs }).toBeDefined();
    const poll = native();
    if (!poll) throw new Error('no poll of Telegram’s own');
    const voted = (count: number) =>
      expect.poll(() => database.prisma.pollVote.count(), { timeout: withinMs }).toBeGreaterThanOrEqual(count);
    zhang.votes(poll, 0);
    chen.votes(poll, 1);
    await voted(2);
    world.say({ from: wechat.zhang, room, text: '2' });
    await voted(3);
    world.say({ from: wechat.li, room, text: '1' });
    await voted(4);
    chen.says('投票结果');
    await inGroup(/周五下午[^\n]*1[\s\S]*周六上午[^\n]*2/);
    chen.says('结束投票');
    await onWechat.sees(/周六上午[^\n]*2/);
    await expect.poll(() => native()?.poll?.closed, { timeout: withinMs }).toBe(true);
  });

  it('takes what a puppet did not deliver, pasted into the browser: previewed, once', async () => {
    const [me] = await web.get<{ key: string; name: string }[]>('/api/rooms/own/members');
    const alone = { room: `dm:${me?.key ?? ''}` };
    const list = '#接龙\n学习会\n\n1. 李芳\n2. 王海涛\n3. 张伟';
    await web.say(me?.key ?? '', list, alone);
    await web.sees(/张伟[\s\S]*确认/, alone.room, withinMs);
    expect(await rollOf()).toMatchObject({ 张伟: 'on_leave' });
    await web.say(me?.key ?? '', '确认', alone);
    await expect.poll(async () => (await rollOf())['张伟'], { timeout: withinMs }).toBe('joined');
    await web.say(me?.key ?? '', list, alone);
    await web.sees(/已经|没有变化|一样/, alone.room, withinMs);
  });

  it('did each thing once and failed nowhere', async () => {
    const { prisma } = database;
    expect(await prisma.outboxMessage.count({ where: { state: { in: ['failed', 'unknown'] } } })).toBe(0);
    expect(await prisma.inboxMessage.count({ where: { state: { in: ['set_aside', 'waiting'] } } })).toBe(0);
    expect(await prisma.rollEntry.count()).toBe(3);
    expect(failures).toEqual([]);
    expect(telegram.violations).toEqual([]);
  });
});
