import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDoorWatch, type DoorWatch } from '../../../src/app/door-watch.ts';
import type { DoorAbility, DoorHealth } from '../../../src/chat/chat-adapter.ts';
import { doorsFeature } from '../../../src/features/doors/index.ts';
import { directory, membersFeature } from '../../../src/features/members/index.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const page = 'http://127.0.0.1:3000/wechat';
const abilities: readonly DoorAbility[] = [
  { name: '文字和图片', state: 'works', advice: '' },
  { name: '接龙', state: 'partly', advice: '请把接龙粘贴给我。' },
];

/** A door that is as the script says. */
function scripted(platform: string, first: DoorHealth) {
  const door = { platform, health: () => door.now, now: first };
  return door;
}

const open: DoorHealth = { ok: true, detail: 'open' };
const out: DoorHealth = { ok: false, detail: 'logged out', needsLogin: { page }, abilities };
const away: DoorHealth = { ok: false, detail: 'no answer' };

let stage: Stage;
let watch: DoorWatch;
let wechat: ReturnType<typeof scripted>;
let web: ReturnType<typeof scripted>;

const newWatch = () =>
  createDoorWatch({
    doors: [web, wechat],
    transact: stage.transact,
    directory,
    clock: stage.clock,
    zone: stage.zone,
    locale: 'zh-CN',
    log: silentLogger,
    told() {},
  });

beforeEach(async () => {
  stage = await createStage({
    features: ({ allCommands }) => [membersFeature({ allCommands }), doorsFeature({ doors: () => watch.status() })],
  });
  web = scripted('web', open);
  wechat = scripted('wechat', { ...open, abilities });
  watch = newWatch();
  const { prisma } = stage.database;
  const unit = await prisma.unit.findFirstOrThrow({ where: { key: 'demo' } });
  const group = { platform: 'wechat', kind: 'group', title: '群', unitId: unit.id } as const;
  await prisma.chat.create({ data: { conversation: 'wechat:room', ...group } });
});
afterEach(() => stage.close());

/** Looks every ten seconds, as long as told. */
async function pass(seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at += 10) {
    stage.clock.pass(10 / 60);
    await watch.look();
  }
  await stage.settle();
}

const toldChen = async () => (await stage.member('chen-min').private()).map(({ text }) => text);

/** The secretary has talked to the bot on WeChat first, in the web room later. */
async function talksOn(...platforms: string[]): Promise<void> {
  const { prisma } = stage.database;
  const chen = await prisma.member.findUniqueOrThrow({ where: { key: 'chen-min' } });
  await prisma.identity.deleteMany({ where: { memberId: chen.id } });
  for (const platform of platforms) {
    const dmConversation = platform === 'web' ? 'web:dm%3Achen-min' : `${platform}:chen`;
    const externalId = platform === 'web' ? 'chen-min' : 'chen';
    const account = { platform, externalId, displayName: '陈敏', memberId: chen.id, dmConversation };
    await prisma.identity.create({ data: account });
    await prisma.chat.upsert({
      where: { conversation: dmConversation },
      create: { conversation: dmConversation, platform, kind: 'dm', title: '陈敏' },
      update: {},
    });
  }
}

test('a lost login is told within a minute, once, and not through the door that is lost', async () => {
  await talksOn('wechat', 'web');
  await watch.look();
  wechat.now = out;
  await pass(10);
  expect(await toldChen()).toEqual([]);
  await pass(40);
  expect(await toldChen()).toEqual([
    expect.stringMatching(
      /^微信掉线了：从09:00起.*http:\/\/127\.0\.0\.1:3000\/wechat.*扫码登录。.*网页会员群继续.*粘贴给我/,
    ),
  ]);
  await pass(300);
  expect(await toldChen()).toHaveLength(1);
  expect(await stage.database.prisma.outboxMessage.count({ where: { platform: 'wechat' } })).toBe(0);
  wechat.now = open;
  await pass(10);
  // By the first of the secretary's accounts: that door is open again.
  const [back] = await stage.database.prisma.outboxMessage.findMany({ where: { platform: 'wechat' } });
  expect(JSON.stringify(back?.body)).toMatch(/微信恢复了，停了6分钟/);
  await pass(60);
  expect(await stage.database.prisma.notice.count()).toBe(2);
  wechat.now = out;
  await pass(40);
  expect(await toldChen()).toHaveLength(2);
});

test('a moment without login is nobody’s business', async () => {
  await talksOn('web');
  await watch.look();
  wechat.now = out;
  await pass(10);
  wechat.now = open;
  await pass(60);
  wechat.now = away;
  await pass(600);
  wechat.now = open;
  await pass(10);
  expect(await stage.database.prisma.notice.count()).toBe(0);
});

test('after a start a login has a minute to come through by itself', async () => {
  await talksOn('web');
  wechat.now = out;
  await pass(60);
  expect(await toldChen()).toEqual([]);
  await pass(20);
  expect(await toldChen()).toHaveLength(1);
});

test('a restart tells nothing twice, and knows when it began', async () => {
  await talksOn('web');
  await watch.look();
  wechat.now = out;
  await pass(60);
  expect(await toldChen()).toHaveLength(1);
  watch = newWatch();
  await pass(120);
  expect(await toldChen()).toHaveLength(1);
  watch = newWatch();
  wechat.now = open;
  await pass(10);
  expect((await toldChen()).at(-1)).toMatch(/微信恢复了，停了3分钟/);
  watch = newWatch();
  await pass(10);
  expect(await toldChen()).toHaveLength(2);
});

test('who has no other private talk hears of it as soon as they speak elsewhere, and not any more once it is over', async () => {
  await talksOn('wechat');
  await watch.look();
  wechat.now = out;
  await pass(60);
  expect(await stage.database.prisma.outboxMessage.count()).toBe(0);
  expect(await stage.database.prisma.notice.count({ where: { toldAt: null } })).toBe(1);
  wechat.now = open;
  await pass(10);
  const rows = await stage.database.prisma.outboxMessage.findMany();
  expect(rows.map(({ body }) => JSON.stringify(body))).toEqual([expect.stringMatching(/微信恢复了/)]);
  expect(await stage.database.prisma.notice.count({ where: { toldAt: null } })).toBe(0);
});

test('a unit that is not on that platform is not told', async () => {
  await stage.database.prisma.chat.deleteMany({ where: { platform: 'wechat' } });
  await watch.look();
  wechat.now = out;
  await pass(60);
  expect(await stage.database.prisma.notice.count()).toBe(0);
});

test('通道状态 says what is open, since when not, and in private what works', async () => {
  await watch.look();
  const chen = stage.member('chen-min');
  const well = await chen.says('通道状态');
  well.seesReply(/网页会员群：正常。\n微信：正常。\n.*私聊我/);
  expect(well.text).not.toMatch(/接龙/);
  wechat.now = out;
  await pass(12 * 60);
  (await chen.says('微信状态')).seesReply(/微信：从09:00起掉线，已12分钟。.*wechat 用手机扫码登录/);
  const more = await chen.whispers('通道状态');
  more.seesReply(/能用：文字和图片\n　不全：接龙。请把接龙粘贴给我。/);
  wechat.now = away;
  (await chen.says('通道状态')).seesReply(/微信：从09:00起连不上.*不断重试/);
  stage.clock.pass(24 * 60);
  (await chen.says('通道状态')).seesReply(/从11月24日（周二）09:00起连不上，已24小时12分钟/);
  (await stage.member('zhang-wei').says('通道状态')).seesReply(/需要秘书或支部领导/);
});
