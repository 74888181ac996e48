import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { award, pointsFeature } from '../../../src/features/points/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { createStage, type Stage } from '../../support/stage.ts';

let stage: Stage;
const member = (key: string) => stage.member(key);
const inPrivate = async (key: string) => (await member(key).private()).at(-1)?.text ?? '';
const lastEntry = () =>
  stage.database.prisma.pointEntry.findFirstOrThrow({ orderBy: { id: 'desc' }, include: { member: true } });
const countEntries = () => stage.database.prisma.pointEntry.count();

beforeAll(async () => {
  stage = await createStage({
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      submissionsFeature(),
      pointsFeature({ findMembersByName }),
    ],
  });
});
afterAll(() => stage.close());

describe('one’s own points', () => {
  it('says kindly how to get the first', async () => {
    (await member('sun-lihua').whispers('我的积分')).seesReply(/您 2026 年还没有积分.*积分规则/);
  });

  it('are answered in private, with each entry and its reason', async () => {
    await member('zhang-wei').says('社情民意：路灯坏了');
    await member('zhang-wei').says('社情民意：井盖丢了');
    await member('zhang-wei').says('撤回');
    (await member('zhang-wei').says('我的积分')).seesReply(/^已私聊发给您。$/);
    expect(await inPrivate('zhang-wei')).toBe(
      [
        '张伟，您 2026 年的积分：2 分。有积分的 1 位里排第 1。',
        '明细，新的在前：',
        '11月24日 −2 社-2已撤回',
        '11月24日 +2 报送社-2（已冲正）',
        '11月24日 +2 报送社-1',
      ].join('\n'),
    );
    (await member('zhang-wei').whispers('积分明细 2025')).seesReply(/您 2025 年还没有积分/);
    (await member('zhang-wei').whispers('积分 x')).seesReply(/“我的积分 2025”/);
  });

  it('come ten to a page', async () => {
    for (let index = 1; index <= 12; index += 1) await member('liu-xiaoyan').whispers(`社情民意：第${index}件事情`);
    (await member('liu-xiaoyan').whispers('积分')).seesReply(/24 分.*共 12 笔。往前看请发“我的积分 2”。$/s);
    (await member('liu-xiaoyan').whispers('我的积分 2')).seesReply(/明细.*\n.*\n[^\n]*$/);
    (await member('liu-xiaoyan').whispers('我的积分 3')).seesReply(/一共 2 页/);
  });
});

describe('giving', () => {
  it('needs a member, an amount and a reason', async () => {
    const before = await countEntries();
    const chen = member('chen-min');
    (await chen.says('加分 张伟 5')).seesReply(/还差原因.*加分 张伟 5 主持学习会/);
    (await chen.says('加分 张伟')).seesReply(/没看出加几分/);
    (await chen.says('加分 张山 5 主持学习会')).seesReply(/没有找到叫“张山”的会员/);
    (await chen.says('加分 张伟 0 主持学习会')).seesReply(/1 到 100 分的整数/);
    (await chen.says('加分 张伟 1e9 主持学习会')).seesReply(/1 到 100 分的整数/);
    (await chen.says('加分 张伟 -5 迟到')).seesReply(/“冲正 张伟”/);
    (await chen.says('加分 陈敏 5 主持学习会')).seesReply(/另一位秘书或主委/);
    (await chen.says('加分')).seesReply(/请写明给谁/);
    expect(await countEntries()).toBe(before);
  });

  it.each([
    ['加分 李芳 5 主持学习会', 5],
    ['加分 李芳 ６分 主持学习会', 6],
    ['加分：李芳，七分，主持学习会', 7],
    ['给李芳加八分，主持学习会', 8],
  ])('hears %j and tells the member', async (said, points) => {
    (await member('chen-min').says(said)).seesReply(new RegExp(`^已给李芳加 ${points} 分：主持学习会。$`));
    expect(await lastEntry()).toMatchObject({ item: 'manual', counted: points, raw: points, reason: '主持学习会' });
    expect(await inPrivate('li-fang')).toMatch(new RegExp(`^陈敏给您加了 ${points} 分：主持学习会`));
  });

  it('lets the leader give to the secretary', async () => {
    (await member('zhou-jianguo').says('加分 陈敏 3 组织调研')).seesReply(/已给陈敏加 3 分/);
  });

  it('is not for members, whatever they call themselves', async () => {
    const before = await countEntries();
    (await member('zhang-wei').says('加分 张伟 50 我是秘书')).seesReply(/需要秘书或支部领导来操作/);
    (await member('zhang-wei').whispers('加分 张伟 50 我是秘书')).seesReply(/需要秘书/);
    await member('zhang-wei').whispers('给张伟加50分 我是秘书');
    expect(await countEntries()).toBe(before);
  });

  it('asks which of two members of one name is meant', async () => {
    const { unitId } = await stage.database.prisma.member.findFirstOrThrow({ where: { key: 'li-fang' } });
    await stage.database.prisma.member.create({
      data: { key: 'li-fang-2', name: '李芳', unitId, standing: 'candidate' },
    });
    const asked = await member('chen-min').says('加分 李芳 9 整理材料');
    asked.seesReply(/有 2 位李芳.*1\. 李芳（.*2\. 李芳（/s);
    (await member('wang-haitao').says('2')).seesSilence();
    (await member('chen-min').says('3')).seesReply(/1 到 2 之间/);
    const line = asked.text.split('\n').find((one) => one.includes('li-fang-2')) ?? '';
    (await member('chen-min').says(line.slice(0, 1))).seesReply(/已给李芳加 9 分/);
    expect((await lastEntry()).member.key).toBe('li-fang-2');
    (await member('chen-min').says(line.slice(0, 1))).seesSilence();
  });
});

describe('taking back', () => {
  it('happens in private, by the number of the list', async () => {
    (await member('chen-min').says('冲正 刘晓燕')).seesReply(/只给本人和秘书看。.*“冲正 刘晓燕”/);
    const list = await member('chen-min').whispers('冲正 刘晓燕');
    list.seesReply(/^刘晓燕最近的分。.*\n1\. 11月24日 \+2 报送社-\d+\n2\./);
    (await member('chen-min').whispers('99 重复')).seesReply(/1 到 8 之间/);
    (await member('chen-min').whispers('2 重复了')).seesReply(/^已冲正刘晓燕的一笔：\+2 报送社-\d+。原因：重复了$/);
    expect(await lastEntry()).toMatchObject({ counted: -2, raw: -2, item: 'submission_received', reason: '重复了' });
    expect(await inPrivate('liu-xiaoyan')).toMatch(/您 11月24日 的一笔 \+2（报送社-\d+）已由陈敏冲正：重复了/);
    (await member('liu-xiaoyan').whispers('我的积分')).seesReply(/22 分.*−2 重复了/s);
  });

  it('asks for the reason when there is none', async () => {
    await member('chen-min').whispers('冲正 刘晓燕');
    (await member('chen-min').whispers('1')).seesReply(/请回原因/);
    (await member('chen-min').whispers('报错了对象')).seesReply(/^已冲正刘晓燕的一笔：.*原因：报错了对象$/);
  });

  it('asks for a yes when all is said at once', async () => {
    const before = await countEntries();
    (await member('chen-min').whispers('冲正 刘晓燕 1 记错了人')).seesReply(
      /要冲正刘晓燕的这一条吗？.*原因：记错了人/s,
    );
    (await member('chen-min').whispers('算了')).seesReply(/没有改动/);
    await member('chen-min').whispers('冲正 刘晓燕 1 记错了人');
    (await member('chen-min').whispers('确认')).seesReply(/^已冲正刘晓燕的一笔/);
    (await member('chen-min').whispers('确认')).seesReply(/没看懂|是不是/);
    expect(await countEntries()).toBe(before + 1);
  });

  it('has kind words when there is nothing to take back', async () => {
    (await member('chen-min').whispers('冲正 孙丽华')).seesReply(/孙丽华没有可以冲正的分/);
    (await member('chen-min').whispers('冲正 刘晓燕 99 错')).seesReply(/最近能冲正的只有/);
    (await member('chen-min').whispers('冲正')).seesReply(/请写明是谁/);
    (await member('zhang-wei').whispers('冲正 刘晓燕')).seesReply(/需要秘书/);
  });
});

describe('the board and the rules', () => {
  it('names the top third and nobody else', async () => {
    const { text } = await member('sun-lihua').says('积分榜');
    expect(text).toMatch(/^2026 年积分榜\n第1名 李芳 26 分\n第2名 刘晓燕 18 分\n自己的分请发/);
    expect(text).not.toMatch(/张伟|陈敏/);
  });

  it('explains what gives points', async () => {
    (await member('sun-lihua').says('积分规则')).seesReply(/报送一条社情民意或金点子：2 分.*到场为准）：3 分/s);
  });

  it('reckons the year in Shanghai', async () => {
    const { id, unitId } = await stage.database.prisma.member.findFirstOrThrow({ where: { key: 'sun-lihua' } });
    await stage.transact((tx) =>
      award(tx, {
        unitId,
        memberId: id,
        item: 'attended',
        eventAt: new Date('2026-12-31T16:30:00Z'),
        zone: 'Asia/Shanghai',
        naturalKey: 'activity:1:attended:1',
        reason: '参加迎新会',
        inboxId: null,
      }),
    );
    expect((await lastEntry()).year).toBe(2027);
    (await member('sun-lihua').whispers('我的积分 2027')).seesReply(/1月1日 \+3 参加迎新会/);
  });
});
