import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { activityStage, type ActivityStage } from './stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
});
afterEach(() => stage.close());

const relay = '#接龙\n周五学习会\n\n1. 张伟\n2. 吴桐 带一人\n3. 李芳 请假：出差\n4. 云谷B座';

describe('a relay list pasted in private', () => {
  test('is previewed, confirmed, and then says the same again', async () => {
    const { id } = await stage.announced();
    const chen = stage.member('chen-min');
    const preview = await chen.whispers(relay);
    preview.seesReply(
      /请核对「学习会[^]*参加 2 人：张伟、吴桐（共2人）[^]*请假 1 人：李芳（出差）[^]*没认出 1 个，不登记：云谷B座/,
    );
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('none');
    (await chen.whispers('确认')).seesReply(/已登记到「学习会：垃圾分类怎么推进」：3 人有变动/);
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined+1 带一人');
    expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave 出差');
    (await chen.whispers(relay)).seesReply(/已经登记到「学习会：垃圾分类怎么推进」了，没有再改动/);
    expect(await stage.points('attended')).toEqual([]);
    expect((await stage.botTexts('main')).join('\n')).not.toMatch(/李芳|请核对/);
  });

  test('keeps the paste as evidence and the secretary as who did it', async () => {
    await stage.announced();
    const chen = stage.member('chen-min');
    await chen.whispers(relay);
    const { prisma } = stage.database;
    const paste = await prisma.inboxMessage.findFirst({ orderBy: { id: 'desc' } });
    await chen.whispers('确认');
    const change = await prisma.rollChange.findFirst({ orderBy: { id: 'desc' } });
    const actor = await prisma.member.findUnique({ where: { id: change?.actorId ?? 0 } });
    expect(change?.inboxId).toBe(paste?.id);
    expect(actor?.key).toBe('chen-min');
    expect(await prisma.pastedRoll.findMany()).toMatchObject([{ inboxId: paste?.id, actorId: actor?.id }]);
  });

  test('buttons say yes and no, twice does no harm', async () => {
    const { id } = await stage.announced();
    const chen = stage.member('chen-min');
    const first = await chen.whispers(relay);
    const [no] = first.answers.flatMap(({ buttons }) => buttons.flat()).filter(({ label }) => label === '取消');
    (await chen.presses(no?.action ?? '', first.answers[0]?.id ?? 0, chen.dm)).seesReply(/没有登记/);
    const second = await chen.whispers(relay);
    const [yes] = second.answers.flatMap(({ buttons }) => buttons.flat()).filter(({ label }) => label === '确认');
    const at = second.answers[0]?.id ?? 0;
    (await chen.presses(yes?.action ?? '', at, chen.dm)).seesReply(/3 人有变动/);
    (await chen.presses(yes?.action ?? '', at, chen.dm)).seesSilence();
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
  });

  test('waits for half an hour', async () => {
    const { id } = await stage.announced();
    const chen = stage.member('chen-min');
    await chen.whispers(relay);
    stage.clock.pass(31);
    await chen.whispers('确认');
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('none');
  });

  test('of a member it is their own list, without a preview', async () => {
    const { id } = await stage.announced();
    (await stage.member('zhang-wei').whispers('#接龙\n学习会\n1. 张伟')).seesReply(/接龙已记/);
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
  });
});

describe('a roll', () => {
  test('of an activity that is over gives attendance and points, once', async () => {
    const { id } = await stage.announced();
    stage.clock.set('2026-11-27T15:10');
    await stage.member('zhang-wei').says('签到');
    await stage.tick('2026-11-27T18:00');
    stage.clock.set('2026-11-28T09:00');
    const chen = stage.member('chen-min');
    const roll = '参会：张伟、吴桐（晚到）、李芳 请假：李芳（出差） 缺勤：王海涛 列席：云谷社区老刘';
    const preview = await chen.whispers(roll);
    preview.seesReply(/到场 1 人：吴桐（晚到）\n请假 1 人：李芳（出差）\n已经登记过、不变的 1 人/);
    preview.seesReply(
      /到场和请假里都有，按请假：李芳[^]*没到 1 人，不改动：王海涛[^]*没认出 1 个，不登记：云谷社区老刘/,
    );
    (await chen.whispers('确认')).seesReply(/2 人有变动/);
    expect(await stage.stateOf(id, 'wu-tong')).toBe('attended 晚到');
    expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave 出差');
    expect(await stage.points('attended')).toHaveLength(2);
    (await chen.whispers(roll)).seesReply(/没有再改动/);
    (await chen.whispers(`${roll} `)).seesReply(/没有再改动/);
    expect(await stage.points('attended')).toHaveLength(2);
  });

  test('所有人 but some: whoever is on leave stays so', async () => {
    const { id } = await stage.announced();
    await stage.member('li-fang').says('请假，出差');
    stage.clock.set('2026-11-27T16:00');
    const chen = stage.member('chen-min');
    (await chen.whispers('除王海涛外都到了')).seesReply(/没到 1 人，不改动：王海涛/);
    await chen.whispers('确认');
    expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave 出差');
    expect(await stage.stateOf(id, 'wang-haitao')).toBe('none');
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('attended');
  });

  test('before the beginning it signs people up', async () => {
    const { id } = await stage.announced();
    const chen = stage.member('chen-min');
    (await chen.whispers('参会：张伟、吴桐')).seesReply(/参加 2 人：张伟、吴桐/);
    await chen.whispers('确认');
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
    expect(await stage.points('attended')).toEqual([]);
  });

  test('with several ahead it asks which one is meant', async () => {
    await stage.announced();
    const theme = await stage.announced('下周六上午九点在人民公园办主题党日');
    const chen = stage.member('chen-min');
    (await chen.whispers('参会：张伟、吴桐')).seesReply(/哪个活动的[^]*2\. 主题党日/);
    (await chen.whispers('2')).seesReply(/请核对「主题党日」/);
    await chen.whispers('确认');
    expect(await stage.stateOf(theme.id, 'zhang-wei')).toBe('joined');
    (await chen.whispers('主题党日 参会：张伟、李芳')).seesReply(/请核对「主题党日」/);
  });

  test('with nothing to be noted for it says so', async () => {
    (await stage.member('chen-min').whispers('参会：张伟、吴桐')).seesReply(/没有找到对得上的活动/);
    (await stage.member('chen-min').whispers('代录 你好')).seesReply(/请在“代录”后面粘贴/);
  });
});

describe('answers passed on', () => {
  test('a line for each', async () => {
    const { id } = await stage.announced();
    const chen = stage.member('chen-min');
    (await chen.whispers('张伟：参加\n李芳：请假，出差\n老周：参加')).seesReply(/没认出 1 个，不登记：老周/);
    await chen.whispers('确认');
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
    expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave 出差');
    await chen.whispers('代报 吴桐 参加');
    await chen.whispers('确认');
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined');
  });
});

describe('in a group', () => {
  test('only after 代录, and the preview is private', async () => {
    const { id } = await stage.announced();
    const chen = stage.member('chen-min');
    await chen.whispers('活动');
    (await chen.says('参会：张伟、吴桐 请假：李芳（生病）')).seesSilence();
    const line = await chen.says('代录 参会：张伟、吴桐 请假：李芳（生病）');
    expect(line.text).not.toMatch(/李芳|生病/);
    expect((await chen.private()).at(-1)?.text).toMatch(/请假 1 人：李芳（生病）/);
    await chen.whispers('确认');
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined');
  });

  test('others may not', async () => {
    await stage.announced();
    (await stage.member('zhang-wei').says('参会：张伟、吴桐')).seesSilence();
    (await stage.member('zhang-wei').whispers('代录 参会：张伟、吴桐')).seesReply(/秘书/);
  });
});
