import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { membersFeature } from '../../../src/features/members/index.ts';
import { createStage, type Stage } from '../../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ features: ({ allCommands }) => [membersFeature({ allCommands })] });
});
afterAll(() => stage.close());

describe('in the group', () => {
  it('stays silent about chatter and forgets it', async () => {
    const line = await stage.member('zhang-wei').says('今天天气真好，我是觉得可以出去走走');
    line.seesSilence();
    const { rows } = await stage.database.pool.query('SELECT state, payload FROM "InboxMessage"');
    expect(rows).toEqual([{ state: 'ignored', payload: null }]);
  });

  it('helps by role in private', async () => {
    const zhang = await stage.member('zhang-wei').whispers('帮助');
    zhang.seesReply(/我的数据/);
    expect(zhang.text).not.toMatch(/添加会员/);
    (await stage.member('chen-min').whispers('帮助')).seesReply(/添加会员/);
  });

  it('gives at most one suggestion, and only when addressed', async () => {
    (await stage.member('zhang-wei').says('我的数剧')).seesSilence();
    (await stage.member('zhang-wei').says('@同心助手 我的数剧')).seesReply(/^您是不是想说「我的数据」？$/);
    (await stage.member('zhang-wei').says('@同心助手 今晚吃什么')).seesReply(/帮助/);
  });

  it('answers personal questions in private', async () => {
    const zhang = stage.member('zhang-wei');
    (await zhang.says('我的数据')).seesReply(/^已私聊发给您。$/);
    expect((await zhang.private()).at(-1)?.text).toMatch(/张伟，会员\n• 账号：网页会员群 张伟\n/);
  });

  it('tells a member kindly what is for the secretary', async () => {
    (await stage.member('li-fang').says('会员名单')).seesReply(/「会员名单」需要秘书或支部领导或信息员来操作/);
    (await stage.member('li-fang').says('添加会员 钱多')).seesReply(/「添加会员」需要秘书来操作/);
    (await stage.member('li-fang').says('任命 一事大家怎么看')).seesSilence();
    (await stage.member('li-fang').whispers('添加会员 钱多')).seesReply(/需要秘书来操作/);
  });

  it('lets the secretary keep the roster', async () => {
    const chen = stage.member('chen-min');
    (await chen.says('添加会员 钱学 张伟')).seesReply(/已添加1位：钱学。\n张伟 已在名单里/);
    (await chen.whispers('会员名单')).seesReply(/示范支部共10位[\s\S]*吴桐（积极分子）[\s\S]*钱学（会员）/);
    (await chen.says('任命 李芳 信息员')).seesReply(/李芳现在是信息员/);
    (await chen.says('任命 陈敏 会员')).seesReply(/唯一的秘书/);
    (await chen.says('任命 李芳')).seesReply(/请这样说：任命/);
    (await chen.says('任命 孔明 秘书')).seesReply(/名单里没有「孔明」/);
  });

  it('does not guess between two of one name', async () => {
    const { prisma } = stage.database;
    await prisma.member.create({ data: { key: 'zhang-wei-2', name: '张伟', unitId: 1 } });
    (await stage.member('chen-min').says('任命 张伟 秘书')).seesReply(/有2位张伟/);
    await prisma.member.delete({ where: { key: 'zhang-wei-2' } });
  });
});
