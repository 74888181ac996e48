import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { activityStage, type ActivityStage } from '../../chat/activities/stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
});
afterEach(() => stage.close());

const steps = async () => {
  const rows = await stage.database.prisma.reminderStep.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ kind, state }) => `${kind} ${state}`);
};
const reminders = async () => (await stage.botTexts('main')).filter((text) => /【提醒】|【签到】/.test(text));

test('several processes at once send each reminder once', async () => {
  await stage.announced();
  stage.clock.set('2026-11-26T15:00');
  const settled = await Promise.all(Array.from({ length: 8 }, () => stage.tick()));
  expect(settled.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(await reminders()).toHaveLength(1);
  const rows = await stage.database.prisma.outboxMessage.findMany({
    where: { naturalKey: { contains: ':day_before:' } },
  });
  expect(rows).toMatchObject([{ mustArrive: true, priority: 1, conversation: 'web:main' }]);
});

test('a crash before the commit loses nothing: the step stays due', async () => {
  await stage.announced();
  stage.clock.set('2026-11-26T15:00');
  const { remindDue } = await import('../../../src/features/activities/index.ts');
  const deps = {
    now: stage.clock.now(),
    zone: stage.zone,
    locale: 'zh-CN',
    directory: stage.directory,
    log: silentLogger,
  } as const;
  const crash = remindDue({
    ...deps,
    run: (work) =>
      stage.transact(async (tx) => {
        await work(tx);
        throw new Error('power cut');
      }),
  });
  await expect(crash).rejects.toThrow('power cut');
  expect(await reminders()).toEqual([]);
  expect(await stage.tick()).toBe(1);
  expect(await reminders()).toHaveLength(1);
});

test('up to two hours late it is still sent; later it is missed and the secretary hears of it once', async () => {
  await stage.announced();
  await stage.tick('2026-11-26T16:59');
  expect(await reminders()).toHaveLength(1);
  await stage.tick('2026-11-27T15:01');
  expect(await steps()).toEqual(['day_before done', 'two_hours missed', 'check_in done', 'summary due']);
  const told = (await stage.member('chen-min').private())
    .map(({ text }) => text)
    .filter((text) => /停机期间/.test(text));
  expect(told).toEqual([expect.stringMatching(/停机期间有 1 次提醒没有发出：\n1号「.*」：开始前两小时提醒\n需要的话/)]);
});

test('a reminder that would fall into the night waits for the morning', async () => {
  await stage.announced('下周五晚上九点五十在社区开会');
  await stage.tick('2026-11-26T22:10');
  expect(await reminders()).toEqual([]);
  expect(await stage.tick('2026-11-27T07:29')).toBe(0);
  await stage.tick('2026-11-27T07:30');
  expect(await reminders()).toEqual([expect.stringMatching(/今天 21:50 开始/)]);
});

test('each group of the unit is told, answers meet in one roll, and the summary comes once', async () => {
  const { prisma } = stage.database;
  await prisma.chat.create({
    data: { conversation: 'web:second', platform: 'web', kind: 'group', title: '二群', unitId: stage.unit.id },
  });
  const { id } = await stage.announced();
  const announcements = await prisma.outboxMessage.findMany({ where: { naturalKey: { contains: ':announce:' } } });
  expect(announcements.map(({ conversation }) => conversation).toSorted()).toEqual(['web:main', 'web:second']);
  expect(await prisma.question.count({ where: { subject: `activity:${id}`, closedAt: null } })).toBe(2);
  expect((await steps()).filter((step) => step.startsWith('summary'))).toHaveLength(1);
  expect(await stage.tick('2026-11-26T15:00')).toBe(2);
  await stage.tick('2026-11-29T09:00');
  expect(await prisma.question.count({ where: { subject: `activity:${id}`, closedAt: null } })).toBe(0);
  const told = (await stage.member('chen-min').private()).filter(({ text }) => text.includes('小结'));
  expect(told).toHaveLength(1);
});

test('many answers at once are each kept, with a place of its own', async () => {
  const { id } = await stage.announced();
  const keys = ['zhang-wei', 'li-fang', 'wang-haitao', 'liu-xiaoyan', 'zhao-zhiqiang', 'sun-lihua'];
  await Promise.all(keys.map((key) => stage.member(key).whispers('参加')));
  const roll = await stage.roll(id);
  expect(
    roll
      .filter(({ state }) => state === 'joined')
      .map(({ member }) => member)
      .toSorted(),
  ).toEqual(keys.toSorted());
  const places = await Promise.all(
    keys.map(async (key) => (await stage.member(key).private()).map(({ text }) => /第(\d)位/.exec(text)?.[1])),
  );
  expect(new Set(places.flat())).toEqual(new Set(['1', '2', '3', '4', '5', '6']));
});

test('a roll that is not there, or only a preview, is not found', async () => {
  await expect(stage.roll(4711)).rejects.toMatchObject({ code: 'activity.not_found' });
  await stage.member('chen-min').says('下周五下午三点在社区二楼开学习会');
  const draft = await stage.database.prisma.activity.findFirstOrThrow();
  await expect(stage.roll(draft.id)).rejects.toMatchObject({ code: 'activity.not_found' });
});
