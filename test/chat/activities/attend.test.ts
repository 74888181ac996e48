import { afterEach, beforeEach, expect, test } from 'vitest';
import { activityStage, type ActivityStage } from './stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
});
afterEach(() => stage.close());

test('check-in counts inside the window, once, and the points stay private', async () => {
  const { id } = await stage.announced();
  const zhang = stage.member('zhang-wei');
  await zhang.says('参加');
  (await zhang.says('签到')).seesReply(/11月27日（周五）14:30起可以签到/);
  expect(await stage.points('attended')).toEqual([]);
  stage.clock.set('2026-11-27T14:29');
  (await zhang.says('签到')).seesReply(/14:30起可以签到/);
  stage.clock.set('2026-11-27T14:30');
  const done = await zhang.says('签到');
  done.seesReply(/已签到：张伟/);
  expect(done.text).not.toMatch(/\d 分/);
  (await zhang.says('签到')).seesReply(/张伟已经签过到了/);
  (await stage.member('wu-tong').whispers('签到')).seesReply(/已签到：吴桐.*记 3 分/);
  (await zhang.says('取消')).seesReply(/已经签到/);
  stage.clock.set('2026-11-27T17:00');
  (await stage.member('li-fang').says('签到')).seesReply(/已签到：李芳/);
  stage.clock.set('2026-11-27T17:01');
  (await zhang.says('取消')).seesReply(/已经结束/);
  (await zhang.says('收到')).seesSilence();
  (await stage.member('sun-lihua').says('签到')).seesReply(/签到到 17:00 为止/);
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('attended');
  expect(await stage.points('attended')).toMatchObject([
    {
      naturalKey: expect.stringMatching(`activity:${id}:attended:`),
      counted: 3,
      reason: expect.stringMatching(/学习会/),
    },
    { counted: 3 },
    { counted: 3 },
  ]);
  expect(await stage.stateOf(id, 'zhang-wei')).toBe('attended');
});

test('of two activities in their window the one that begins nearest counts', async () => {
  const morning = await stage.announced('下周五下午两点到五点在社区开会');
  const later = await stage.announced('下周五下午三点在社区二楼开学习会');
  stage.clock.set('2026-11-27T14:50');
  (await stage.member('zhang-wei').says('签到')).seesReply(/「学习会」/);
  expect(await stage.stateOf(later.id, 'zhang-wei')).toBe('attended');
  expect(await stage.stateOf(morning.id, 'zhang-wei')).toBe('none');
  (await stage.member('zhang-wei').says('签到', { replyTo: morning.message })).seesReply(/已签到：张伟，「会议」/);
});

test('with nothing planned the bot says so', async () => {
  (await stage.member('zhang-wei').says('签到')).seesReply(/现在没有可以签到的活动/);
  (await stage.member('zhang-wei').says('活动')).seesReply(/没有要报名的活动/);
  (await stage.member('zhang-wei').says('名单')).seesReply(/没有要报名的活动/);
  expect(await stage.tick()).toBe(0);
});

test('心得 needs an attendance and scores once for each activity', async () => {
  await stage.announced();
  const zhang = stage.member('zhang-wei');
  (await zhang.says('心得：垃圾分类先要定时投放。')).seesReply(/要先到场签到/);
  stage.clock.set('2026-11-27T15:00');
  await zhang.says('签到');
  (await zhang.says('心得：短')).seesReply(/请在“心得：”后面写下/);
  (await zhang.says('心得：垃圾分类先要定时投放。')).seesReply(/收到张伟在「学习会：垃圾分类怎么推进」的心得/);
  (await zhang.says('心得：还要有人守桶一个月。')).seesReply(/又一篇心得/);
  expect(await stage.points('reflection')).toHaveLength(1);
  expect(await stage.database.prisma.reflection.count()).toBe(2);
  stage.clock.set('2027-01-05T09:00');
  (await zhang.says('心得：一个多月以后才想起来写。')).seesReply(/最近三十天/);
});

test('the whole ladder: a day before, two hours before, check-in, summary', async () => {
  const { id, message } = await stage.announced();
  await stage.member('zhang-wei').says('参加');
  await stage.member('wang-haitao').says('参加');
  await stage.member('li-fang').says('请假，出差');
  expect(await stage.tick('2026-11-26T14:59')).toBe(0);
  expect(await stage.tick('2026-11-26T15:00')).toBe(1);
  expect((await stage.botTexts('main')).at(-1)).toMatch(/【提醒】学习会[^]*明天 15:00 开始，地点：社区二楼/);
  expect(await stage.tick()).toBe(0);
  await stage.tick('2026-11-27T13:00');
  expect((await stage.botTexts('main')).at(-1)).toMatch(/今天 15:00 就要开始了/);
  await stage.tick('2026-11-27T14:45');
  expect((await stage.botTexts('main')).at(-1)).toMatch(/现在可以签到/);
  await stage.member('zhang-wei').says('签到');
  await stage.tick('2026-11-27T18:00');
  const told = (await stage.member('chen-min').private()).at(-1)?.text ?? '';
  expect(told).toMatch(/报名 2 人，到场 1 人，请假 1 人，没有回复 5 人/);
  expect(told).toMatch(/报了名没有签到：王海涛/);
  expect((await stage.botTexts('main')).join('\n')).not.toMatch(/没有签到|没有回复/);
  expect(await stage.activities()).toMatchObject([{ id, state: 'finished' }]);
  (await stage.member('sun-lihua').says('参加')).seesSilence();
  (await stage.member('sun-lihua').says('参加', { replyTo: message })).seesReply(/已经结束/);
});
