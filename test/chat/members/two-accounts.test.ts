import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { membersFeature } from '../../../src/features/members/index.ts';
import type { ScriptedPlatform } from '../../support/scripted-platform.ts';
import { createStage, type Stage } from '../../support/stage.ts';

let stage: Stage;
let wechat: ScriptedPlatform;
let nextAccount = 1;
const group = { id: 'g1', title: '示范支部会员群' };

beforeAll(async () => {
  stage = await createStage({
    features: ({ allCommands, readUpdate }) => [membersFeature({ allCommands, readUpdate })],
  });
  wechat = stage.platform('wechat');
  stage.platform('telegram-77', {
    capabilities: { buttons: true, edit: true },
    startLink: (code) => `https://t.me/helper_bot?start=${code}`,
  });
  await stage.database.prisma.chat.create({
    data: { conversation: 'wechat:g1', platform: 'wechat', kind: 'group', title: group.title, unitId: 1 },
  });
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.database.pool.query('DELETE FROM "LinkTry"');
});

/** An account that nobody knows. */
const stranger = (name = '生人', on: ScriptedPlatform = wechat) => {
  nextAccount += 1;
  return on.person({ id: `w${nextAccount}`, name });
};

async function codeOf(key: string): Promise<string> {
  const offer = await stage.member(key).whispers('绑定账号');
  const [code = ''] = /[A-Z0-9]{8}/.exec(offer.text) ?? [];
  return code;
}

const accountsOf = async (key: string) => {
  const member = await stage.database.prisma.member.findUniqueOrThrow({
    where: { key },
    include: { identities: true },
  });
  return member.identities.map(({ platform, externalId }) => `${platform} ${externalId}`).toSorted();
};

const clear = (key: string) =>
  stage.database.pool.query(
    `UPDATE "Identity" SET "memberId" = NULL
     WHERE platform <> 'web' AND "memberId" = (SELECT id FROM "Member" WHERE key = $1)`,
    [key],
  );

describe('a code', () => {
  it('is told in private, with how to use it', async () => {
    const zhang = stage.member('zhang-wei');
    (await zhang.says('绑定账号')).seesReply(/^已私聊发给您。$/);
    expect((await zhang.private()).at(-1)?.text).toMatch(
      /^您的绑定码是 ([A-HJKMNP-Z2-9]{8})，15分钟内有效，只能用一次[^\n]*\n在另一个账号里私聊我说：绑定码 \1$/,
    );
  });

  it('comes with a link where the unit has a platform that opens talks by links', async () => {
    const { prisma } = stage.database;
    await prisma.chat.create({
      data: { conversation: 'telegram-77:-5', platform: 'telegram-77', kind: 'group', title: 'T', unitId: 1 },
    });
    (await stage.member('zhang-wei').whispers('/link')).seesReply(
      /绑定码 ([A-Z0-9]{8})\n用Telegram的话，直接点开：https:\/\/t\.me\/helper_bot\?start=\1$/,
    );
  });

  it('makes the other account the same person, who is asked nothing more', async () => {
    const code = await codeOf('zhang-wei');
    const phone = stranger('老张');
    (await phone.whispers('社情民意是什么')).seesReply(/我还不知道您是哪位会员/);
    (await phone.whispers(`绑定码 ${code}`)).seesReply(/这个账号也是张伟了[\s\S]*只算一个人/);
    (await phone.whispers('我的数据')).seesReply(/张伟，会员\n• 账号：网页会员群 张伟、微信 老张\n/);
    expect(await accountsOf('zhang-wei')).toEqual(['web zhang-wei', `wechat ${phone.sender.id}`]);
    (await phone.whispers(`绑定码 ${code}`)).seesReply(/已经用过了/);
    await clear('zhang-wei');
  });

  it('is read as people copy it, and works in a group', async () => {
    const code = await codeOf('li-fang');
    const phone = stranger('芳芳');
    const said = `${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`;
    (await phone.says(`绑定码「${said}」`, group)).seesReply(/也是李芳了/);
    (await phone.says('我的数据', group)).seesReply(/私聊/);
    await clear('li-fang');
  });

  it('comes behind /start as well, and /start alone is help', async () => {
    const code = await codeOf('zhang-wei');
    const phone = stranger('老张');
    (await phone.whispers('/start')).seesReply(/我能帮您做这些/);
    (await phone.whispers('/start hello')).seesReply(/我能帮您做这些/);
    (await phone.whispers(`/start ${code}`)).seesReply(/也是张伟了/);
    await clear('zhang-wei');
  });

  it('lets what was said before be handled', async () => {
    const phone = stranger('老张');
    (await phone.whispers('我的数据')).seesReply(/我还不知道您是哪位会员/);
    const code = await codeOf('zhang-wei');
    (await phone.whispers(`绑定码 ${code}`)).seesReply(/也是张伟了[\s\S]*张伟，会员/);
    await clear('zhang-wei');
  });

  it('ends a request that waits for the secretary', async () => {
    const phone = stranger('老张');
    await phone.whispers('我是 张伟');
    (await phone.whispers(`绑定码 ${await codeOf('zhang-wei')}`)).seesReply(/也是张伟了/);
    expect(await stage.database.prisma.joinRequest.count({ where: { state: 'waiting' } })).toBe(0);
    expect(await stage.database.prisma.question.count({ where: { kind: 'members.join', closedAt: null } })).toBe(0);
    await clear('zhang-wei');
  });

  it('is void after a quarter of an hour, after use, and once there is a newer one', async () => {
    const first = await codeOf('zhang-wei');
    const second = await codeOf('zhang-wei');
    const phone = stranger();
    (await phone.whispers(`绑定码 ${first}`)).seesReply(/过期了/);
    stage.clock.pass(16);
    (await phone.whispers(`绑定码 ${second}`)).seesReply(/过期了。请用已登记的账号对我说「绑定账号」/);
    expect(await accountsOf('zhang-wei')).toEqual(['web zhang-wei']);
  });

  it('stands nowhere in the database', async () => {
    const code = await codeOf('sun-lihua');
    const { rows } = await stage.database.pool.query('SELECT * FROM "LinkCode"');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('cannot be guessed: five wrong ones and the account waits an hour, even with the right one', async () => {
    const phone = stranger();
    for (let time = 1; time <= 5; time += 1) (await phone.whispers('绑定码 AAAAAAAA')).seesReply(/不对/);
    const code = await codeOf('zhang-wei');
    (await phone.whispers(`绑定码 ${code}`)).seesReply(/一小时以后再试/);
    (await stranger().whispers('绑定码 AAAAAAAA')).seesReply(/不对/);
    stage.clock.pass(61);
    (await phone.whispers(`绑定码 ${await codeOf('zhang-wei')}`)).seesReply(/也是张伟了/);
    await clear('zhang-wei');
  });

  it('cannot be guessed by many accounts: twenty wrong ones of strangers and all of them wait, members do not', async () => {
    for (let time = 1; time <= 20; time += 1) await stranger().whispers('绑定码 AAAAAAAA');
    (await stranger().whispers(`绑定码 ${await codeOf('zhang-wei')}`)).seesReply(/一小时以后再试/);
    (await stage.member('zhang-wei').whispers('绑定码 AAAAAAAA')).seesReply(/不对/);
  });

  it('of another member changes nothing for an account that is somebody’s; one’s own does no harm', async () => {
    const code = await codeOf('zhang-wei');
    (await stage.member('li-fang').whispers(`绑定码 ${code}`)).seesReply(
      /已经登记给李芳了，我没有改。.*解除关联 李芳 网页会员群/,
    );
    (await stage.member('zhang-wei').whispers(`绑定码 ${code}`)).seesReply(/本来就是张伟的/);
    (await stranger('老张').whispers(`绑定码 ${code}`)).seesReply(/也是张伟了/);
    await clear('zhang-wei');
  });
});

describe('the secretary', () => {
  it('says whose message is quoted', async () => {
    const phone = stranger('大海');
    const said = await phone.says('@同心助手 我的数据', group, { mentionsBot: true });
    const chen = await secretaryThere();
    (await chen.says('关联 王海涛', group)).seesReply(/请引用对方对我说过的一条话/);
    (await chen.says('关联 王海', group, { replyTo: said.messageId })).seesReply(/名单里没有「王海」/);
    (await chen.says('关联 王海涛', group, { replyTo: said.messageId })).seesReply(/「大海」就是王海涛/);
    expect(await accountsOf('wang-haitao')).toEqual(['web wang-haitao', `wechat ${phone.sender.id}`]);
    (await chen.says('关联 李芳', group, { replyTo: said.messageId })).seesReply(/「大海」已经是王海涛的账号了/);
  });

  it('quotes where the platform gives the words alone', async () => {
    const phone = stranger('丽华');
    await phone.says('@同心助手 我的数据有哪些', group, { mentionsBot: true });
    const chen = await secretaryThere();
    (await chen.says('关联 孙丽华', group, { quotedText: '@同心助手 我的数据有' })).seesReply(/「丽华」就是孙丽华/);
    await clear('sun-lihua');
  });

  it('sees a member’s accounts, in private', async () => {
    const chen = stage.member('chen-min');
    (await chen.says('账号 王海涛')).seesReply(/^已私聊发给您。$/);
    expect((await chen.private()).at(-1)?.text).toBe('王海涛有2个账号：\n• 网页会员群 王海涛\n• 微信 大海');
    (await stage.member('li-fang').whispers('账号 王海涛')).seesReply(/需要秘书来操作/);
  });

  it('takes an account away from a member after one look, and what was theirs stays', async () => {
    const chen = stage.member('chen-min');
    (await chen.whispers('解除关联 王海涛')).seesReply(/请说清是哪个平台的/);
    (await chen.whispers('解除关联 王海涛 飞书')).seesReply(/没有这样的账号/);
    (await chen.whispers('解除关联 王海涛 微信')).seesReply(/微信 大海。[\s\S]*确认吗/);
    (await chen.whispers('算了')).seesReply(/没有改/);
    expect(await accountsOf('wang-haitao')).toHaveLength(2);
    await chen.whispers('解除关联 王海涛 微信');
    (await chen.whispers('确认')).seesReply(/已解除/);
    expect(await accountsOf('wang-haitao')).toEqual(['web wang-haitao']);
    const audit = await stage.database.prisma.auditEvent.findMany({ where: { action: { startsWith: 'account.' } } });
    expect(audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['account.linked', 'account.unlinked']));
  });

  it('gives a group back to nobody, and takes it again', async () => {
    const chen = await secretaryThere();
    (await stranger().says('解除绑定', group)).seesReply(/我还不知道您是哪位会员/);
    (await chen.says('解除绑定', group)).seesReply(/本群已和示范支部解除绑定[\s\S]*名单、活动和积分都还在/);
    (await chen.says('帮助', group)).seesReply(/帮/);
    expect(await stage.transact((tx) => stage.directory.groupConversations(tx, 1))).not.toContain('wechat:g1');
    (await chen.says('绑定', group)).seesReply(/本群已绑定到示范支部/);
    expect(await stage.transact((tx) => stage.directory.groupConversations(tx, 1))).toContain('wechat:g1');
    (await chen.whispers('解除绑定')).seesReply(/请到要解除的那个群里说/);
  });
});

/** The secretary's account on the platform. */
async function secretaryThere() {
  const chen = wechat.person({ id: 'w-chen', name: '陈敏' });
  await stage.database.prisma.identity.upsert({
    where: { platform_externalId: { platform: 'wechat', externalId: 'w-chen' } },
    create: {
      platform: 'wechat',
      externalId: 'w-chen',
      displayName: '陈敏',
      memberId: 1,
      dmConversation: 'wechat:w-chen',
    },
    update: {},
  });
  return chen;
}

describe('a bot that only hears what is addressed to it', () => {
  it('tells the secretary what to do about it', async () => {
    const telegram = stage.platform('telegram');
    const there = { id: '-7', title: '电报群' };
    await telegram.invited(there, false);
    expect(telegram.textsIn(there)).toEqual([
      expect.stringMatching(/绑定 认领码[\s\S]*\/setprivacy[\s\S]*Disable[\s\S]*再拉进来/),
    ]);
    await stage.database.prisma.identity.create({
      data: { platform: 'telegram', externalId: 'tg-chen', displayName: '陈敏', memberId: 1 },
    });
    (await telegram.person({ id: 'tg-chen', name: '陈敏' }).says('绑定', there)).seesReply(
      /已绑定到示范支部。\n提醒一下：我在本群只看得到/,
    );
    await telegram.invited(there, true);
    expect(telegram.textsIn(there)).toHaveLength(3);
  });
});
