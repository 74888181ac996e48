import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import type { InboundMessage, Sender } from '../../../src/chat/message.ts';
import type { Room, ScriptedPlatform } from '../../support/scripted-platform.ts';
import { activityStage, type ActivityStage } from '../activities/stage.ts';

/** The same people and the same group, under the ids of the first login and of the second. */
const before = {
  room: { id: 'r1', title: '示范支部微信群' },
  zhang: { id: 'a-zhang', name: '老张', remark: '张伟' },
  li: { id: 'a-li', name: '芳芳', nickname: '李芳' },
  wang: { id: 'a-wang', name: '大海' },
  chen: { id: 'a-chen', name: '小陈', remark: '陈秘书' },
};
const after = {
  room: { ...before.room, id: 'r2' },
  zhang: { ...before.zhang, id: 'b-zhang' },
  li: { ...before.li, id: 'b-li' },
  wang: { ...before.wang, id: 'b-wang' },
  chen: { ...before.chen, id: 'b-chen' },
};
const everybody = [after.zhang, after.li, after.wang, after.chen];

let stage: ActivityStage;
let wechat: ScriptedPlatform;
let activity: number;

/** A unit with a group on WeChat, where an activity was announced and Zhang Wei has points. */
beforeEach(async () => {
  stage = await activityStage();
  wechat = stage.platform('wechat');
  const { prisma } = stage.database;
  await prisma.chat.create({
    data: { conversation: 'wechat:r1', platform: 'wechat', kind: 'group', title: before.room.title, unitId: 1 },
  });
  await belongsTo(before.zhang, 'zhang-wei');
  await belongsTo(before.li, 'li-fang');
  await belongsTo(before.wang, 'wang-haitao');
  await belongsTo(before.chen, 'chen-min');
  wechat.login('first');
  await at(before.chen).whispers('帮助');
  for (const person of [before.zhang, before.li, before.wang]) await at(person).says('帮助', before.room);
  await stage.member('chen-min').says('加分 张伟 5 主持学习会');
  await stage.member('chen-min').says('确认');
  activity = (await stage.announced()).id;
});
afterEach(() => stage.close());

const at = (sender: Sender) => wechat.person(sender);

async function belongsTo({ id, name }: Sender, key: string): Promise<void> {
  const { prisma } = stage.database;
  const member = await prisma.member.findUniqueOrThrow({ where: { key } });
  await prisma.identity.create({
    data: { platform: 'wechat', externalId: id, displayName: name, memberId: member.id },
  });
}

async function loginAgain(people: readonly Sender[] = everybody, room: Room = after.room): Promise<void> {
  wechat.login('second');
  await wechat.meets(room, people);
}

/** Ids of a member's accounts on WeChat. */
async function accountsOf(key: string): Promise<string[]> {
  const rows = await stage.database.prisma.identity.findMany({
    where: { platform: 'wechat', member: { key } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ externalId }) => externalId);
}

/** Nobody is there twice, and nobody's points went anywhere. */
async function expectNothingLost(): Promise<void> {
  const { prisma } = stage.database;
  expect(await prisma.member.count()).toBe(9);
  const points = await prisma.pointEntry.findMany({ include: { member: true } });
  expect(points.map(({ member, counted }) => `${member.key} ${counted}`)).toEqual(['zhang-wei 5']);
  const roll = await stage.roll(activity);
  expect(new Set(roll.map(({ member }) => member)).size).toBe(roll.length);
}

const toldSecretary = async () => (await stage.member('chen-min').private()).map(({ text }) => text);

describe('after a login', () => {
  it('the group is found by its title and its people, and whoever carries our note goes on at once', async () => {
    (await at(before.zhang).says('参加', before.room)).seesReply(/张伟/);
    await loginAgain();
    expect((await toldSecretary()).at(-1)).toMatch(
      /^微信重新登录后，我按群名和群友重新认出了「示范支部微信群」[\s\S]*「解除绑定」。$/,
    );
    expect(await accountsOf('zhang-wei')).toEqual(['b-zhang']);
    (await at(after.zhang).says('请假', after.room)).seesReply(/张伟/);
    expect(await stage.stateOf(activity, 'zhang-wei')).toMatch(/^on_leave/);
    (await at(after.zhang).whispers('我的积分')).seesReply(/5/);
    await expectNothingLost();
  });

  it('whoever is only called the same is asked once, and their words wait until they say so', async () => {
    await loginAgain();
    const li = at(after.li);
    (await li.says('参加', after.room)).seesReply(/^李芳，微信重新登录后我要再认一下您：是本人请回复「是我」。/);
    (await li.says('晚到20分钟', after.room)).seesSilence();
    expect(await stage.stateOf(activity, 'li-fang')).not.toMatch(/^joined/);
    (await li.says('是我', after.room)).seesReply(/李芳，认出您了/);
    expect(await stage.stateOf(activity, 'li-fang')).toMatch(/^joined/);
    expect(await accountsOf('li-fang')).toEqual(['b-li']);
    expect((await toldSecretary()).at(-1)).toBe(
      '已重新认出 李芳（微信「李芳」）。如果不对，请说「解除关联 李芳 微信」。',
    );
    (await li.says('是我', after.room)).seesSilence();
    await expectNothingLost();
  });

  it('talk that is not for the bot leaves no trace of somebody only called the same', async () => {
    await loginAgain();
    (await at(after.li).says('今天天气真好', after.room)).seesSilence();
    (await at(after.li).says('是我', after.room)).seesSilence();
    const { prisma } = stage.database;
    expect(await prisma.identity.findMany({ where: { externalId: 'b-li' } })).toEqual([]);
    expect(await prisma.inboxMessage.count({ where: { state: 'waiting' } })).toBe(0);
    expect(await accountsOf('li-fang')).toEqual(['a-li']);
  });

  it('nobody becomes the secretary by a name: a code proves it, or another secretary', async () => {
    await stage.database.prisma.identity.updateMany({ where: { externalId: 'a-chen' }, data: { remark: null } });
    await loginAgain([after.zhang, after.li, after.wang]);
    const claims = at({ id: 'b-chen', name: '小陈' });
    (await claims.says('@同心助手 名单', after.room, { mentionsBot: true })).seesReply(
      /陈敏，微信重新登录后.*光凭名字我不能认.*绑定码/,
    );
    (await claims.says('是我', after.room)).seesReply(/光凭名字我不能认/);
    (await claims.whispers('添加会员 冒名')).seesReply(/光凭名字我不能认/);
    expect(await accountsOf('chen-min')).toEqual(['a-chen']);
    const offer = await stage.member('chen-min').whispers('绑定账号');
    const [code = ''] = /[A-Z0-9]{8}/.exec(offer.text) ?? [];
    (await claims.whispers(`绑定码 ${code}`)).seesReply(/也是陈敏了/);
    expect(await accountsOf('chen-min')).toEqual(['b-chen']);
  });

  it('a false claim is seen and undone, and the right person comes back to what is theirs', async () => {
    await loginAgain();
    const thief = at({ id: 'b-thief', name: '芳芳' });
    await thief.says('参加', after.room);
    (await thief.says('是我', after.room)).seesReply(/李芳，认出您了/);
    const chen = stage.member('chen-min');
    await chen.whispers('解除关联 李芳 微信');
    (await chen.whispers('确认')).seesReply(/已解除/);
    (await thief.says('请假', after.room)).seesReply(/我还不知道您是哪位会员/);
    (await thief.whispers('我的积分')).seesReply(/我还不知道您是哪位会员/);
    (await at(after.li).whispers('我是 李芳')).seesReply(/已请秘书确认/);
    (await chen.whispers('同意 李芳')).seesReply(/已确认：李芳/);
    expect(await accountsOf('li-fang')).toEqual(['b-li']);
    await expectNothingLost();
  });

  it('a namesake who was asked has nothing to confirm once the member is back', async () => {
    await loginAgain();
    const namesake = at({ id: 'b-namesake', name: '芳芳' });
    (await namesake.says('参加', after.room)).seesReply(/^李芳，微信重新登录后/);
    const offer = await stage.member('li-fang').whispers('绑定账号');
    const [code = ''] = /[A-Z0-9]{8}/.exec(offer.text) ?? [];
    (await at(after.li).whispers(`绑定码 ${code}`)).seesReply(/也是李芳了/);
    (await namesake.says('是我', after.room)).seesSilence();
    expect(await accountsOf('li-fang')).toEqual(['b-li']);
    expect(await stage.stateOf(activity, 'li-fang')).not.toMatch(/^joined/);
    await expectNothingLost();
  });

  it('two messages handled at the same moment make one account', async () => {
    wechat.login('second');
    const message = (room: Room | null): InboundMessage => ({
      event: 'message',
      platform: 'wechat',
      conversation: conversationId({ platform: 'wechat', chat: room?.id ?? 'b-zhang' }),
      kind: room ? 'group' : 'dm',
      chatTitle: room?.title ?? '老张',
      messageId: room ? 'x1' : 'x2',
      editVersion: 0,
      sender: after.zhang,
      session: 'second',
      text: '我的积分',
      mentionsBot: false,
      files: [],
      at: stage.clock.now(),
    });
    const identified = await Promise.all(
      [message(null), message(before.room), message(null), message(before.room)].map((one) =>
        stage.transact(async (tx) => {
          const who = await stage.directory.identify(tx, one);
          await stage.directory.remember(tx, one);
          return who.person?.name;
        }),
      ),
    );
    expect(identified).toEqual(['张伟', '张伟', '张伟', '张伟']);
    expect(await accountsOf('zhang-wei')).toEqual(['b-zhang']);
    await expectNothingLost();
  });

  it('two of one name are both told to say who they are, and one of them gets their own account again', async () => {
    await stage.database.pool.query(
      `UPDATE "Identity" SET "displayName" = '大海', nickname = NULL WHERE "externalId" IN ('a-wang', 'a-li')`,
    );
    await loginAgain([after.zhang, after.wang, after.chen]);
    (await at(after.wang).whispers('我的积分')).seesReply(/我还不知道您是哪位会员/);
    (await at(after.wang).whispers('我是 王海涛')).seesReply(/已请秘书确认/);
    (await stage.member('chen-min').whispers('同意 王海涛')).seesReply(/已确认：王海涛/);
    expect(await accountsOf('wang-haitao')).toEqual(['b-wang']);
    expect(await accountsOf('li-fang')).toEqual(['a-li']);
    await expectNothingLost();
  });

  it('whoever takes a colleague’s name is who our note says, and the colleague is not mistaken', async () => {
    await loginAgain();
    const joker = at({ ...after.zhang, name: '大海', nickname: '王海涛' });
    (await joker.says('参加', after.room)).seesReply(/张伟/);
    expect(await stage.stateOf(activity, 'zhang-wei')).toMatch(/^joined/);
    // Two are called so now: the name says nothing any more.
    (await at(after.wang).whispers('我的积分')).seesReply(/我还不知道您是哪位会员/);
    expect(await accountsOf('wang-haitao')).toEqual(['a-wang']);
    await expectNothingLost();
  });

  it('words of before and after it in the same minute are of one person, in their order', async () => {
    await at(before.zhang).mutters('参加', before.room);
    wechat.login('second');
    await at(after.zhang).mutters('请假', after.room);
    await loginAgain();
    expect(await stage.stateOf(activity, 'zhang-wei')).toMatch(/^on_leave/);
    expect(await accountsOf('zhang-wei')).toEqual(['b-zhang']);
    await expectNothingLost();
  });

  it('what comes late from the login before is the member’s still and turns nothing back', async () => {
    await loginAgain();
    await at(after.zhang).says('参加', after.room);
    wechat.login('first');
    await at(before.zhang).mutters('请假', before.room);
    await stage.settle();
    expect(await stage.stateOf(activity, 'zhang-wei')).toMatch(/^on_leave/);
    await at(before.li).says('参加', before.room);
    wechat.login('second');
    (await at(after.zhang).says('我的积分', after.room)).seesReply(/./);
    expect(await accountsOf('zhang-wei')).toEqual(['b-zhang']);
    const chat = await stage.database.prisma.chat.findUniqueOrThrow({ where: { conversation: 'wechat:r2' } });
    expect(chat).toMatchObject({ session: 'second', unitId: 1 });
    expect(await stage.database.prisma.chat.count({ where: { conversation: 'wechat:r1' } })).toBe(0);
    await expectNothingLost();
  });

  it('a code takes the place of an account that nothing else can recognise', async () => {
    await loginAgain();
    const offer = await stage.member('wang-haitao').whispers('绑定账号');
    const [code = ''] = /[A-Z0-9]{8}/.exec(offer.text) ?? [];
    const wang = at({ id: 'b-wang', name: '换了名字' });
    (await wang.says('参加', after.room)).seesReply(/我还不知道您是哪位会员/);
    (await wang.says('@同心助手 参加', after.room, { mentionsBot: true })).seesReply(/我还不知道您是哪位会员/);
    (await wang.whispers(`绑定码 ${code}`)).seesReply(/也是王海涛了/);
    expect(await accountsOf('wang-haitao')).toEqual(['b-wang']);
    expect(await stage.stateOf(activity, 'wang-haitao')).toMatch(/^joined/);
    await expectNothingLost();
  });
});

describe('a group after a login', () => {
  it('that too few people show to be the unit’s is left alone until the secretary says 绑定, and then goes on', async () => {
    await loginAgain([after.zhang, { id: 'b-x', name: '路人' }]);
    expect((await toldSecretary()).at(-1)).toMatch(/不能确定「示范支部微信群」是不是本支部的群[\s\S]*「绑定」。$/);
    expect(await stage.transact((tx) => stage.directory.groupConversations(tx, 1))).toContain('wechat:r1');
    (await at(after.zhang).says('@同心助手 参加', after.room, { mentionsBot: true })).seesReply(/还没有绑定支部/);
    (await at(after.chen).says('绑定', after.room)).seesReply(/这就是示范支部原来的那个群/);
    expect(await stage.transact((tx) => stage.directory.groupConversations(tx, 1))).toEqual(['web:main', 'wechat:r2']);
    (await at(after.zhang).says('参加', after.room)).seesReply(/张伟/);
    expect(await stage.stateOf(activity, 'zhang-wei')).toMatch(/^joined/);
    await expectNothingLost();
  });

  it('of which there were two of one title is left alone', async () => {
    await stage.database.prisma.chat.create({
      data: { conversation: 'wechat:r9', platform: 'wechat', kind: 'group', title: before.room.title, unitId: 1 },
    });
    await loginAgain();
    expect((await toldSecretary()).at(-1)).toMatch(/不能确定/);
    expect(await stage.transact((tx) => stage.directory.groupConversations(tx, 1))).toContain('wechat:r1');
  });

  it('that was renamed is shown by its people, and the secretary is asked', async () => {
    await loginAgain(everybody, { id: 'r2', title: '新群名' });
    expect((await toldSecretary()).at(-1)).toMatch(/不能确定「新群名」是不是本支部的群/);
  });

  it('of other people alone is nobody’s, and nobody is told of it', async () => {
    const told = (await toldSecretary()).length;
    await loginAgain([{ id: 'b-x', name: '路人甲' }], { id: 'r5', title: '广场舞' });
    expect(await toldSecretary()).toHaveLength(told);
    expect(await stage.database.prisma.chat.count({ where: { conversation: 'wechat:r5' } })).toBe(0);
  });

  it('under the id that it had is not told about', async () => {
    const told = (await toldSecretary()).length;
    await loginAgain(everybody, before.room);
    expect(await toldSecretary()).toHaveLength(told);
    expect(await accountsOf('zhang-wei')).toEqual(['b-zhang']);
  });

  it('is met before what was said in it first', async () => {
    wechat.login('second');
    await at(after.zhang).mutters('参加', after.room);
    await loginAgain();
    expect(await stage.stateOf(activity, 'zhang-wei')).toMatch(/^joined/);
  });

  it('gets what was waiting to be sent to it', async () => {
    await stage.database.prisma.outboxMessage.create({
      data: {
        platform: 'wechat',
        conversation: 'wechat:r1',
        body: { text: '还没发出去的通知' },
        dueAt: new Date('2099-01-01'),
      },
    });
    await loginAgain();
    await stage.database.pool.query(`UPDATE "OutboxMessage" SET "dueAt" = now() WHERE state = 'due'`);
    await stage.settle();
    expect(wechat.textsIn(after.room)).toContain('还没发出去的通知');
  });
});

describe('a private talk', () => {
  it('of the login before is not written to; the next one gets what waits', async () => {
    await loginAgain();
    const chen = await stage.database.prisma.member.findUniqueOrThrow({ where: { key: 'chen-min' } });
    const talk = () => stage.transact((tx) => stage.directory.privateConversation(tx, chen.id, 'wechat'));
    expect(await talk()).toBe('web:dm%3Achen-min');
    await stage.database.prisma.outboxMessage.create({
      data: {
        platform: 'wechat',
        conversation: 'wechat:a-chen',
        body: { text: '留给秘书的' },
        dueAt: new Date('2099-01-01'),
      },
    });
    await at(after.chen).whispers('帮助');
    expect(await talk()).toBe('wechat:b-chen');
    await stage.database.pool.query(`UPDATE "OutboxMessage" SET "dueAt" = now() WHERE state = 'due'`);
    await stage.settle();
    expect(at(after.chen).private()).toContain('留给秘书的');
  });
});
