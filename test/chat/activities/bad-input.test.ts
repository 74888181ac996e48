import { afterEach, beforeEach, expect, test } from 'vitest';
import { activityStage, studySession, type ActivityStage } from './stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
});
afterEach(() => stage.close());

test.each([
  ['2月30日下午三点在社区开学习会', /日历上没有“2月30日下午三点”这一天/],
  ['11月20日下午三点在社区开学习会', /“11月20日下午三点”已经过去了/],
  ['今天9点在社区开学习会', /“今天9点”已经过去了/],
  ['昨天下午三点开学习会', /“昨天下午三点”已经过去了。请换个日期，把整句再说一遍/],
  ['11月27日（周四）下午三点开学习会', /日期和星期对不上/],
  ['下周五在社区开学习会', /还差几点开始/],
  ['明天25点开学习会', /钟点我没看懂/],
  ['下周五下午三点开学习会，11月20日截止报名', /报名截止“11月20日”已经过去了/],
  ['下周五下午三点开学习会，11月28日截止报名', /比活动开始还晚/],
  ['发起活动 大家聚一聚', /请写明哪天几点/],
  ['发起活动', /请写明哪天几点/],
])('says kindly what to mend: %s', async (text, reply) => {
  (await stage.member('chen-min').says(text)).seesReply(reply);
  expect(await stage.database.prisma.activity.count()).toBe(0);
});

test('a member who may not plan: silence in the group, a kind word when the bot was meant', async () => {
  (await stage.member('zhang-wei').says(studySession)).seesSilence();
  (await stage.member('zhang-wei').whispers(`发起活动 ${studySession}`)).seesReply(/需要秘书或支部领导/);
  (await stage.member('zhang-wei').whispers(studySession)).seesReply(/需要秘书或支部领导/);
  (await stage.member('zhang-wei').says('取消活动')).seesReply(/需要秘书或支部领导/);
  expect(await stage.database.prisma.activity.count()).toBe(0);
});

test('nobody else can confirm a preview, by word or by button', async () => {
  const chen = stage.member('chen-min');
  const preview = await chen.says(studySession);
  const message = stage.messageId(preview, /请核对/);
  const [draft] = await stage.database.prisma.activity.findMany();
  (await stage.member('zhou-jianguo').says('确认')).seesSilence();
  (await stage.member('zhang-wei').presses(`plan:${draft?.id}:confirm`, message)).seesSilence();
  expect(await stage.activities()).toEqual([]);
  (await chen.presses(`plan:${draft?.id}:confirm`, message)).seesReply(/活动通知/);
  (await chen.presses(`plan:${draft?.id}:confirm`, message)).seesSilence();
  expect((await stage.botTexts('main')).filter((text) => text.includes('活动通知'))).toHaveLength(1);
});

test('a preview can be dropped, replaced and mended', async () => {
  const chen = stage.member('chen-min');
  await chen.says(studySession);
  (await chen.says('算了')).seesReply(/先不发/);
  expect(await stage.database.prisma.activity.count()).toBe(0);
  await chen.says(studySession);
  (await chen.says('下周三上午九点去东湖社区调研')).seesReply(/11月25日（周三）09:00/);
  expect(await stage.database.prisma.activity.count()).toBe(1);
  (await chen.says('改到四点')).seesReply(/11月25日（周三）16:00–18:00/);
  (await chen.says('地点改成西湖社区')).seesReply(/地点：西湖社区/);
  (await chen.says('改到2月30日')).seesReply(/没看懂/);
  (await chen.says('改到今天9点')).seesReply(/已经过去了/);
  (await chen.says('确认')).seesReply(/【活动通知】调研[^]*11月25日（周三）16:00[^]*西湖社区/);
});

test('a preview that is decided on loses its buttons and says what became of it', async () => {
  const chen = stage.member('chen-min');
  /** The previews in the group: whether they can be pressed, and the line that says how they stand. */
  const previews = async () =>
    (await stage.entries('main'))
      .filter(({ text }) => /请核对|^预告（/.test(text))
      .map(({ text, buttons }) => `${text.split('\n')[0]}|${buttons.flat().length}`);
  const first = stage.messageId(await chen.says(studySession), /请核对/);
  const [draft] = await stage.database.prisma.activity.findMany();
  await chen.says('改到四点');
  expect(await previews()).toEqual(['预告（已改，见下面）|0', '请核对：|2']);
  const told = (await stage.entries('main')).find(({ id }) => id === first);
  expect(told?.text).toMatch(/学习会：垃圾分类怎么推进\n时间：2026年11月27日（周五）15:00–17:00/);
  await chen.says('下周三上午九点去东湖社区调研');
  expect((await previews()).slice(1)).toEqual(['预告（已改，见下面）|0', '请核对：|2']);
  (await chen.presses(`plan:${draft?.id}:confirm`, first)).seesSilence();
  await chen.says('算了');
  expect((await previews()).slice(2)).toEqual(['预告（已取消）|0']);
  const last = stage.messageId(await chen.says(studySession), /请核对/);
  const [again] = await stage.database.prisma.activity.findMany();
  // The question runs out after half an hour; the button is there as long as the draft waits.
  stage.clock.pass(45);
  (await chen.presses(`plan:${again?.id}:confirm`, last)).seesReply(/活动通知/);
  expect((await previews()).slice(3)).toEqual(['预告（已发布）|0']);
  (await chen.presses(`plan:${again?.id}:drop`, last)).seesSilence();
  expect(await stage.activities()).toMatchObject([{ state: 'open' }]);
});

test('a preview left over night cannot be confirmed into the past', async () => {
  const chen = stage.member('chen-min');
  await chen.says('今天上午10点20分在社区开会');
  stage.clock.set('2026-11-22T10:25');
  (await chen.says('确认')).seesReply(/已经过去了/);
  expect(await stage.activities()).toEqual([]);
  stage.clock.set('2026-11-22T11:00');
  (await chen.says('确认')).seesSilence();
});

test('a cancelled activity: asked for, told to the group, and answers to it find a kind word', async () => {
  const { id, message } = await stage.announced();
  const chen = stage.member('chen-min');
  await stage.member('zhang-wei').says('参加');
  (await chen.says('取消活动')).seesReply(/要取消「学习会：垃圾分类怎么推进」（11月27日（周五）15:00）吗/);
  (await chen.says('算了')).seesReply(/活动照常/);
  await chen.says('取消活动');
  (await chen.says('确认')).seesReply(/【活动取消】学习会/).seesReply(/已通知「示范支部会员群」/);
  expect(await stage.activities()).toMatchObject([{ state: 'cancelled' }]);
  (await stage.member('li-fang').says('参加')).seesSilence();
  (await stage.member('li-fang').says('参加', { replyTo: message })).seesReply(/已经取消，不用报名/);
  (await stage.member('li-fang').presses(`roll:${id}:joined`, message)).seesReply(/已经取消/);
  expect(await stage.stateOf(id, 'li-fang')).toBe('none');
  expect(await stage.tick('2026-11-27T14:50')).toBe(0);
});

test('one of several is picked for cancelling by its number', async () => {
  await stage.announced();
  await stage.announced('下周六上午九点到城北敬老院开展志愿服务');
  const chen = stage.member('chen-min');
  (await chen.says('取消活动')).seesReply(/1\. 学习会[^]*2\. 志愿服务/);
  (await chen.says('2')).seesReply(/要取消「志愿服务」/);
  (await chen.says('确认')).seesReply(/「志愿服务」已取消/);
  (await chen.says('活动')).seesReply(/1\. 学习会/);
  expect((await stage.activities()).map(({ state }) => state).toSorted()).toEqual(['cancelled', 'open']);
});

test('odd texts to a unit with an open activity break nothing', async () => {
  const { id } = await stage.announced();
  const zhang = stage.member('zhang-wei');
  for (const text of [
    '参'.repeat(100_000),
    '\u0000参加\uD800',
    '+99999999999',
    '带0人',
    '🙏'.repeat(50),
    '１２３４５',
  ]) {
    await zhang.says(text);
  }
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('none');
  expect(stage.takeFailures()).toEqual([]);
});
