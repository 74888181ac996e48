import { afterEach, beforeEach, expect, test } from 'vitest';
import { activityStage, studySession, type ActivityStage } from './stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
});
afterEach(() => stage.close());

test('the secretary plans in a sentence, sees it in full, and confirms', async () => {
  const chen = stage.member('chen-min');
  const preview = await chen.says(studySession);
  preview.seesReply(/学习会：垃圾分类怎么推进/);
  preview.seesReply(/时间：2026年11月27日（周五）15:00–17:00/);
  preview.seesReply(/地点：社区二楼/);
  preview.seesReply(/报名截止：11月26日（周四）12:00/);
  expect(await stage.activities()).toEqual([]);

  const announced = await chen.says('确认');
  announced.seesReply(/【活动通知】学习会：垃圾分类怎么推进/).seesReply(/已发到「示范支部会员群」，/);
  expect(announced.answers.find(({ text }) => text.includes('活动通知'))?.buttons.flat()).toMatchObject([
    { label: '参加' },
    { label: '请假' },
    { label: '待定' },
  ]);
  expect(await stage.activities()).toEqual([
    {
      id: expect.any(Number),
      title: '学习会：垃圾分类怎么推进',
      kind: 'study_session',
      startsAt: '2026-11-27T07:00:00.000Z',
      place: '社区二楼',
      state: 'open',
    },
  ]);
});

test.each([
  ['下周三晚上七点在多功能厅办主题日，主题是志愿服务', /主题日：志愿服务[^]*11月25日（周三）19:00[^]*地点：多功能厅/],
  ['明天下午三点学习会', /学习会\n时间：2026年11月23日（周一）15:00/],
  ['下周五下午两点半支部会员大会，二楼会议室', /支部会员大会[^]*14:30[^]*地点：二楼会议室/],
])('everyday words of the secretary are a plan, a member’s are talk: %s', async (text, preview) => {
  (await stage.member('zhang-wei').says(text)).seesSilence();
  (await stage.member('chen-min').says(text)).seesReply(preview);
  expect(await stage.activities()).toEqual([]);
});

test('members answer in their own words, one short line each', async () => {
  const { id } = await stage.announced();
  const say = (key: string, text: string) => stage.member(key).says(text);
  (await say('zhang-wei', '参加')).seesReply(
    /^已记：张伟参加（学习会：垃圾分类怎么推进），第1位。要改请回“取消”或“请假”。$/,
  );
  (await say('li-fang', '请假，出差')).seesReply(/^已记：李芳请假（学习会：垃圾分类怎么推进）。$/);
  (await say('wang-haitao', '+1')).seesReply(/王海涛参加.*第2位/);
  (await say('liu-xiaoyan', '我参加，带两人')).seesReply(/刘晓燕参加.*共3人，第3位/);
  (await say('zhao-zhiqiang', '看情况，尽量')).seesReply(/赵志强待定/);
  (await say('sun-lihua', '收到')).seesSilence();
  (await say('wu-tong', '算我一个')).seesReply(/吴桐参加/);
  expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave 出差');
  expect(await stage.stateOf(id, 'liu-xiaoyan')).toBe('joined+2');
  expect(await stage.stateOf(id, 'zhao-zhiqiang')).toBe('tentative');
  expect(await stage.stateOf(id, 'sun-lihua')).toBe('acknowledged');
  expect(await stage.stateOf(id, 'wu-tong')).toBe('joined');
  expect(await stage.stateOf(id, 'zhou-jianguo')).toBe('none');
  expect((await stage.botTexts('main')).join('\n')).not.toContain('出差');
});

test('a changed mind is kept as history; the same answer again changes nothing', async () => {
  const { id } = await stage.announced();
  const zhang = stage.member('zhang-wei');
  await zhang.says('参加');
  (await zhang.says('参加')).seesReply(/张伟已在名单里.*第1位/);
  (await zhang.says('收到')).seesSilence();
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
  (await zhang.says('去不了，家里有事')).seesReply(/张伟请假/);
  (await zhang.says('请假')).seesReply(/请假早已记下/);
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('on_leave 家里有事');
  (await zhang.says('取消')).seesReply(/已取消：张伟/);
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('none');
  (await zhang.says('取消')).seesReply(/不用取消/);
  const changes = await stage.database.prisma.rollChange.findMany({ orderBy: { id: 'asc' } });
  expect(changes.map(({ state }) => state)).toEqual(['joined', 'on_leave', 'none']);
});

test.each([
  '请假的同志补交心得',
  '昨天的活动参加的人真多',
  '能不能带家属参加吗？',
  '几点集合？',
  '今天天气真好',
  '老李请假了',
])('talk is left alone: %s', async (text) => {
  const { id } = await stage.announced();
  (await stage.member('zhang-wei').says(text)).seesSilence();
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('none');
  const row = await stage.database.prisma.inboxMessage.findFirst({ orderBy: { id: 'desc' } });
  expect(row).toMatchObject({ state: 'ignored', payload: null });
});

test('buttons and quotes answer too, and a number stands for a button when it quotes', async () => {
  const { id, message } = await stage.announced();
  (await stage.member('zhang-wei').presses(`roll:${id}:joined`, message)).seesReply(/张伟参加/);
  (await stage.member('zhang-wei').presses(`roll:${id}:joined`, message)).seesReply(/张伟已在名单里/);
  (await stage.member('li-fang').says('2', { replyTo: message })).seesReply(/李芳请假/);
  (await stage.member('wang-haitao').says('2')).seesSilence();
  (await stage.member('liu-xiaoyan').says('几点？在哪儿？', { replyTo: message })).seesReply(
    /时间：.*15:00[^]*社区二楼/,
  );
  (await stage.member('sun-lihua').presses(`roll:${id}:attended`, message)).seesSilence();
  (await stage.member('sun-lihua').presses('roll:99999:joined', message)).seesSilence();
  expect(await stage.stateOf(id, 'sun-lihua')).toBe('none');
});

test('agreeing with somebody else is no sign-up', async () => {
  const { id } = await stage.announced();
  const complaint = await stage.member('li-fang').says('楼下的路灯又坏了');
  (await stage.member('zhang-wei').says('+1', { replyTo: complaint.id })).seesSilence();
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('none');
});

test('an answer in the private talk goes into the same roll', async () => {
  const { id } = await stage.announced();
  (await stage.member('zhang-wei').whispers('请假，孩子发烧')).seesReply(/张伟请假/);
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('on_leave 孩子发烧');
  (await stage.member('sun-lihua').whispers('收到')).seesReply(/孙丽华已看到/);
  (await stage.member('wang-haitao').whispers('1')).seesReply(/王海涛参加/);
});

test('people sign with their own name, and nobody answers for another', async () => {
  const { id } = await stage.announced();
  (await stage.member('zhang-wei').says('张伟参加')).seesReply(/张伟参加/);
  (await stage.member('li-fang').says('请假 李芳')).seesReply(/李芳请假/);
  (await stage.member('wang-haitao').says('刘晓燕参加')).seesSilence();
  (await stage.member('wang-haitao').says('刘晓燕 请假')).seesSilence();
  expect(await stage.stateOf(id, 'liu-xiaoyan')).toBe('none');
  expect(await stage.stateOf(id, 'wang-haitao')).toBe('none');
});

test('after the deadline answers still count, and the secretary hears of them', async () => {
  const { id } = await stage.announced();
  stage.clock.set('2026-11-26T12:30');
  (await stage.member('zhang-wei').says('参加')).seesReply(/参加.*已过报名截止，已记下并告诉秘书/);
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
  const told = (await stage.member('chen-min').private()).map(({ text }) => text);
  expect(told.join('\n')).toMatch(/报名截止后，张伟回复「学习会：垃圾分类怎么推进」：参加/);
});

test('with two activities open a day, a kind or a quote decides; else the bot asks once', async () => {
  const first = await stage.announced();
  const second = await stage.announced('下周六上午九点到城北敬老院开展志愿服务');
  (await stage.member('zhang-wei').says('参加', { replyTo: first.message })).seesReply(/张伟参加/);
  expect(await stage.stateOf(first.id, 'zhang-wei')).toBe('joined');
  expect(await stage.stateOf(second.id, 'zhang-wei')).toBe('none');
  (await stage.member('li-fang').says('志愿服务我参加')).seesReply(/李芳参加（志愿服务）/);
  (await stage.member('wang-haitao').says('下周五的我参加')).seesReply(/王海涛参加（学习会/);
  const asked = await stage.member('liu-xiaoyan').says('参加');
  asked.seesReply(/刘晓燕，现在有几个活动[^]*1\. 学习会[^]*2\. 志愿服务/);
  (await stage.member('zhao-zhiqiang').says('2')).seesSilence();
  (await stage.member('liu-xiaoyan').says('7')).seesSilence();
  (await stage.member('liu-xiaoyan').says('2')).seesReply(/刘晓燕参加（志愿服务）/);
  (await stage.member('sun-lihua').says('参加')).seesReply(/现在有几个活动/);
  (await stage.member('sun-lihua').says('都参加')).seesReply(/孙丽华参加（学习会[^]*孙丽华参加（志愿服务）/);
  (await stage.member('zhang-wei').says('取消')).seesReply(/已取消：张伟/);
  expect(await stage.stateOf(first.id, 'zhang-wei')).toBe('none');
});

test('the list names who comes; reasons and missing answers go to the secretary alone', async () => {
  await stage.announced();
  await stage.member('zhang-wei').says('我参加，带一个朋友');
  await stage.member('li-fang').says('请假，出差');
  const seen = await stage.member('wang-haitao').says('名单');
  seen.seesReply(/参加 2 人：张伟（共2人）[^]*请假 1 人，待定 0 人/);
  expect(seen.text).not.toMatch(/李芳|出差|赵志强/);
  const chen = stage.member('chen-min');
  const group = await chen.says('名单');
  expect(group.text).not.toMatch(/李芳|出差|赵志强/);
  const told = (await chen.private()).at(-1)?.text ?? '';
  expect(told).toMatch(/请假：李芳（出差）/);
  expect(told).toMatch(/还没回复：.*赵志强/);
  // She called it: nobody waits for her answer.
  expect(told).not.toContain('陈敏');
  (await chen.whispers('名单')).seesReply(/参加 2 人[^]*请假：李芳（出差）/);
});

test('two members of one name have an entry each', async () => {
  const { id } = await stage.announced();
  const { prisma } = stage.database;
  await prisma.member.update({ where: { key: 'li-fang' }, data: { name: '张伟' } });
  await stage.member('zhang-wei').says('参加');
  await stage.member('li-fang').says('请假');
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('joined');
  expect(await stage.stateOf(id, 'li-fang')).toBe('on_leave');
});
