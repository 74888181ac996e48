import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { activityStage, type ActivityStage } from './stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
});
afterEach(() => stage.close());

const list = (title: string, ...rows: readonly string[]) =>
  ['#接龙', title, '', ...rows.map((row, index) => `${index + 1}. ${row}`)].join('\n');

describe('a list in the group', () => {
  test('goes on the roll of the open activity, with one receipt for who posted it', async () => {
    const { id } = await stage.announced();
    const zhang = stage.member('zhang-wei');
    (await zhang.says(list('周五学习会', '张伟'))).seesReply(/接龙已记：共1人，新增张伟。$/);
    (await stage.member('wu-tong').says(list('周五学习会', '张伟', '吴桐 带一人'))).seesReply(/共3人，新增吴桐/);
    (await stage.member('li-fang').says(list('周五学习会', '张伟', '吴桐 带一人', '李芳 请假：出差'))).seesReply(
      /共3人，另有1人有变动/,
    );
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined+1 带一人');
    expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave 出差');
    expect((await stage.botTexts('main')).join('\n')).not.toMatch(/出差/);
  });

  test('two who answer at once both count, and a stale copy takes nobody off', async () => {
    const { id } = await stage.announced();
    await stage.member('zhang-wei').says(list('学习会', '张伟'));
    await stage.member('wu-tong').says(list('学习会', '张伟', '吴桐'));
    await stage.member('li-fang').says(list('学习会', '张伟', '李芳'));
    for (const key of ['zhang-wei', 'wu-tong', 'li-fang']) expect(await stage.stateOf(id, key)).toBe('joined');
    (await stage.member('wu-tong').says(list('学习会', '张伟', '李芳'))).seesReply(/共2人，另有1人有变动/);
    expect(await stage.stateOf(id, 'wu-tong')).toBe('none');
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
  });

  test('posting it again is answered with silence', async () => {
    await stage.announced();
    await stage.member('zhang-wei').says(list('学习会', '张伟'));
    (await stage.member('wu-tong').says(list('学习会', '张伟'))).seesSilence();
    (await stage.member('zhang-wei').says(list('学习会', '张伟'))).seesSilence();
  });

  test('an answer said later than the row stays, whoever posts the list next', async () => {
    const { id } = await stage.announced();
    await stage.member('zhang-wei').says(list('学习会', '张伟'));
    stage.clock.pass(5);
    await stage.member('zhang-wei').says('请假');
    stage.clock.pass(5);
    await stage.member('wu-tong').says(list('学习会', '张伟', '吴桐'));
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('on_leave');
  });

  test('a row for another names both', async () => {
    const { id } = await stage.announced();
    await stage.member('zhang-wei').says(list('学习会', '张伟', '李芳'));
    expect(await stage.stateOf(id, 'li-fang')).toBe('joined');
    const { prisma } = stage.database;
    const change = await prisma.rollChange.findFirst({ orderBy: { id: 'desc' }, include: { rollEntry: true } });
    const keyOf = async (memberId = 0) => (await prisma.member.findUnique({ where: { id: memberId } }))?.key;
    expect(await keyOf(change?.actorId)).toBe('zhang-wei');
    expect(await keyOf(change?.rollEntry.memberId)).toBe('li-fang');
  });

  test('rows of nobody are kept, said once, and told to the secretary once', async () => {
    const { id } = await stage.announced();
    await stage.member('chen-min').whispers('活动');
    const line = await stage.member('zhang-wei').says(list('学习会', '张伟', '云谷B座', '王五一'));
    line.seesReply(/新增张伟。没认出「云谷B座」「王五一」，请秘书看一下/);
    const told = (await stage.member('chen-min').private()).at(-1)?.text ?? '';
    expect(told).toMatch(/张伟发的这几行没认出是谁[^]*2\. 云谷B座\n3\. 王五一/);
    (await stage.member('wu-tong').says(list('学习会', '张伟', '云谷B座', '王五一', '吴桐'))).seesReply(/新增吴桐。$/);
    expect((await stage.member('chen-min').private()).at(-1)?.text).toBe(told);
    expect((await stage.roll(id)).filter(({ state }) => state === 'joined')).toHaveLength(2);
  });

  test('a nickname written by its owner is its owner', async () => {
    const { id } = await stage.announced();
    await stage.member('zhang-wei').says(list('学习会', '张伟'));
    (await stage.member('wu-tong').says(list('学习会', '张伟', '。'))).seesReply(/新增吴桐。$/);
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined');
  });

  test('an edited title is still the same list', async () => {
    const { id } = await stage.announced();
    await stage.member('zhang-wei').says(list('学习会', '张伟', '李芳'));
    const line = await stage.member('wu-tong').says(list('学习会（记得带笔）', '张伟', '李芳', '吴桐'));
    line.seesReply(/新增吴桐。标题改了，仍算同一份接龙/);
    expect(await stage.database.prisma.relayList.count({ where: { activityId: id } })).toBe(1);
    expect(await stage.database.prisma.relayVersion.count()).toBe(2);
  });

  test('one row said alone goes on with it; other numbered lines do not', async () => {
    const { id } = await stage.announced();
    await stage.member('zhang-wei').says(list('学习会', '张伟'));
    (await stage.member('wu-tong').says('2. 吴桐')).seesReply(/共2人，新增吴桐/);
    (await stage.member('li-fang').says('1. 学习文件\n2. 讨论')).seesSilence();
    (await stage.member('li-fang').says('3. 白菜')).seesSilence();
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined');
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
  });

  test('who checked in stays so, and nobody gets points by a list', async () => {
    const { id } = await stage.announced();
    stage.clock.set('2026-11-27T15:00');
    await stage.member('zhang-wei').says('签到');
    const before = await stage.database.prisma.pointEntry.count();
    await stage.member('zhang-wei').says(list('学习会', '张伟 请假', '吴桐'));
    expect(await stage.stateOf(id, 'zhang-wei')).toBe('attended');
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined');
    expect(await stage.database.prisma.pointEntry.count()).toBe(before);
  });

  test('without its mark a list counts when it names members', async () => {
    const { id } = await stage.announced();
    await stage.member('zhang-wei').says('学习会接龙\n1. 张伟\n2、李芳 请假');
    expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave');
    (await stage.member('zhang-wei').says('晚饭接龙\n1. 红烧肉\n2. 青菜')).seesSilence();
    await stage.member('wu-tong').says('报名名单\n1. 张伟\n2. 吴桐');
    expect(await stage.stateOf(id, 'wu-tong')).toBe('joined');
  });
});

describe('which activity', () => {
  test('none is open: silence in a group, a kind word when asked', async () => {
    const zhang = stage.member('zhang-wei');
    (await zhang.says(list('学习会', '张伟'))).seesSilence();
    (await zhang.whispers(list('学习会', '张伟'))).seesReply(/没有对得上的活动/);
  });

  test('none is open, and the title of an organiser announces one: it is previewed', async () => {
    const text = list('下周五下午三点在社区二楼开学习会', '陈敏');
    (await stage.member('zhang-wei').says(text)).seesSilence();
    (await stage.member('chen-min').says(text)).seesReply(/请核对：\n?[^]*学习会[^]*11月27日/);
  });

  test('another kind, another day or another purpose is not this one', async () => {
    await stage.announced();
    const zhang = stage.member('zhang-wei');
    for (const title of ['12月5日志愿服务', '周三读书会', '团购橙子', '主题党日']) {
      (await zhang.says(list(title, '张伟 2份'))).seesSilence();
    }
    (await zhang.says(list('11月27日集中，周四中午前接龙', '张伟'))).seesReply(/新增张伟/);
  });

  test('of two the named one; when neither is, the secretary hears of it once', async () => {
    const study = await stage.announced();
    const theme = await stage.announced('下周六上午九点在人民公园办主题党日');
    const zhang = stage.member('zhang-wei');
    await stage.member('chen-min').whispers('活动');
    await zhang.says(list('主题党日', '张伟'));
    expect(await stage.stateOf(theme.id, 'zhang-wei')).toBe('joined');
    expect(await stage.stateOf(study.id, 'zhang-wei')).toBe('none');
    await stage.member('wu-tong').says(list('垃圾分类那个', '吴桐'));
    expect(await stage.stateOf(study.id, 'wu-tong')).toBe('joined');
    (await stage.member('li-fang').says(list('报名', '李芳'))).seesSilence();
    expect((await stage.member('chen-min').private()).at(-1)?.text).toMatch(/没对上是哪一个/);
    (await stage.member('li-fang').says(list('报名', '李芳'), { replyTo: study.message })).seesReply(/新增李芳/);
  });
});

test.each([
  '买菜清单：\n1. 白菜\n2. 萝卜\n3. 豆腐',
  '会议议程\n1、学习文件\n2、讨论发展对象\n3、其他事项',
  '通知：\n1. 请带身份证。\n2. 八点在门口集合。\n3. 车牌号报给李芳。',
  '我们来 #接龙 吧\n1. 今天',
  '「李芳：#接龙\n学习会\n1. 李芳」\n- - - - - - - - - - - - - - -\n这份我看到了',
  '1.\n2.\n3.',
  '接龙接得真快',
])('ordinary chat with numbers is left in peace: %j', async (text) => {
  await stage.announced();
  (await stage.member('zhang-wei').says(text)).seesSilence();
  expect(await stage.database.prisma.relayVersion.count()).toBe(0);
});
