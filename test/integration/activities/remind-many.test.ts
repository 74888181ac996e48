import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { remindDue, type RemindDeps } from '../../../src/features/activities/index.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { activityStage, type ActivityStage } from '../../chat/activities/stage.ts';

let stage: ActivityStage;
beforeEach(async () => {
  stage = await activityStage();
});
afterEach(() => stage.close());

const deps = (more: Partial<RemindDeps> = {}): RemindDeps => ({
  run: stage.transact,
  now: stage.clock.now(),
  zone: stage.zone,
  locale: 'zh-CN',
  directory: stage.directory,
  log: silentLogger,
  ...more,
});

/** An announced activity with a day-before step in each of these conversations, due now. */
async function dueIn(conversations: readonly string[]): Promise<number> {
  const { id } = await stage.announced();
  stage.clock.set('2026-11-26T15:00');
  const { prisma } = stage.database;
  await prisma.reminderStep.deleteMany({ where: { activityId: id } });
  await prisma.reminderStep.createMany({
    data: conversations.map((conversation) => ({
      activityId: id,
      kind: 'day_before' as const,
      conversation,
      dueAt: stage.clock.now(),
    })),
  });
  return id;
}

const groups = (count: number) => Array.from({ length: count }, (_, index) => `web:group-${index}`);
const queued = () =>
  stage.database.prisma.outboxMessage.findMany({
    where: { naturalKey: { contains: ':day_before:' } },
    select: { conversation: true, body: true },
  });
const states = async () => {
  const rows = await stage.database.prisma.reminderStep.groupBy({ by: ['state'], _count: true });
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
};
const told = async (pattern: RegExp) =>
  (await stage.member('chen-min').private()).map(({ text }) => text).filter((text) => pattern.test(text));

test('twenty processes that start at once send each of thousands of reminders once', async () => {
  await dueIn(groups(5_000));
  const counts = await Promise.all(Array.from({ length: 20 }, () => remindDue(deps())));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5_000);
  const rows = await queued();
  expect(rows).toHaveLength(5_000);
  expect(new Set(rows.map(({ conversation }) => conversation)).size).toBe(5_000);
  expect(await states()).toEqual({ done: 5_000 });
});

test('what was queued before is not queued again, whatever the table says', async () => {
  await dueIn(groups(50));
  await remindDue(deps());
  await stage.database.prisma.reminderStep.updateMany({ data: { state: 'due' } });
  expect(await remindDue(deps())).toBe(50);
  expect(await queued()).toHaveLength(50);
});

test('a cancelled activity is not spoken of', async () => {
  const id = await dueIn(groups(20));
  await stage.database.prisma.activity.update({ where: { id }, data: { state: 'cancelled' } });
  await remindDue(deps());
  expect(await queued()).toEqual([]);
  expect(await states()).toEqual({ cancelled: 20 });
});

describe('one step that cannot be made', () => {
  const inAMinute = () => {
    stage.clock.pass(1);
    return remindDue(deps());
  };

  test('because its place cannot be read holds back none of the others, and is told after three attempts', async () => {
    await dueIn([...groups(40), 'nonsense']);
    await remindDue(deps());
    expect(await queued()).toHaveLength(40);
    expect(await states()).toEqual({ done: 40, due: 1 });
    await inAMinute();
    await inAMinute();
    await stage.settle();
    expect(await states()).toEqual({ done: 40, failed: 1 });
    expect(await told(/有 1 次提醒试了几遍都没能发出/)).toHaveLength(1);
    expect(await inAMinute()).toBe(0);
  });

  test('because the database refuses it holds back none of the others', async () => {
    await dueIn(groups(37));
    await stage.database.asOwner(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.conversation = 'web:group-11' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$`);
    await stage.database.asOwner(
      'CREATE TRIGGER refuse BEFORE INSERT ON "OutboxMessage" FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    await remindDue(deps());
    expect(await queued()).toHaveLength(36);
    expect(await states()).toEqual({ done: 36, due: 1 });
    await inAMinute();
    await inAMinute();
    expect(await states()).toEqual({ done: 36, failed: 1 });
  });
});

describe('reminders that were missed', () => {
  test('are told in one message for all of them', async () => {
    await stage.announced();
    await stage.announced('下周五下午五点在社区三楼开座谈会');
    await stage.tick('2026-11-27T22:30');
    const messages = await told(/停机期间/);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/停机期间有 6 次提醒没有发出：\n1号「.+」：前一天提醒[\s\S]+请您在群里说一声。$/);
    await stage.tick('2026-11-28T09:00');
    expect(await told(/停机期间/)).toHaveLength(1);
  });

  test('are kept for a secretary without a private talk', async () => {
    await stage.announced();
    stage.clock.set('2026-11-27T14:00');
    const alone = { ...stage.directory, privateConversation: () => Promise.resolve(null) };
    await remindDue(deps({ directory: alone }));
    await remindDue(deps({ directory: alone }));
    const notices = await stage.database.prisma.notice.findMany({ where: { toldAt: null } });
    expect(notices).toMatchObject([{ body: { text: expect.stringContaining('停机期间有 1 次提醒没有发出') } }]);
  });

  test('stay to be told when telling fails', async () => {
    await stage.announced();
    stage.clock.set('2026-11-27T14:00');
    const broken = { ...stage.directory, peopleWithRole: () => Promise.reject(new Error('no answer')) };
    await remindDue(deps({ directory: broken }));
    expect(await told(/停机期间/)).toEqual([]);
    await stage.tick();
    expect(await told(/停机期间/)).toHaveLength(1);
  });
});

describe('a clock that jumps', () => {
  const hour = 60;
  const day = 24 * hour;
  test.each([
    ['an hour ahead and back', '2026-11-22T10:00', '下周五下午三点在社区二楼开学习会', [hour, -hour]],
    ['a day ahead and back', '2026-11-22T10:00', '下周五下午三点在社区二楼开学习会', [day, -day]],
    ['back twice', '2026-11-22T10:00', '下周五下午三点在社区二楼开学习会', [-day, -hour]],
    ['over the end of a year', '2026-12-28T10:00', '这周五下午三点在社区二楼开学习会', [day, -day, hour, -hour]],
    ['around 29 February', '2028-02-25T10:00', '下周三下午三点在社区二楼开学习会', [day, -day, -hour]],
  ])('%s sends no slot twice and loses none silently', async (_, begin, sentence, jumps) => {
    await stage.close();
    stage = await activityStage(begin);
    const { id } = await stage.announced(sentence);
    const { startsAt } = await stage.database.prisma.activity.findUniqueOrThrow({ where: { id } });
    const until = startsAt.getTime() + 4 * hour * 60_000;
    const waiting = [...jumps];
    for (let round = 1; stage.clock.now().getTime() < until; round += 1) {
      await stage.tick();
      // Every seventh look the clock is set wrong or right again.
      const jump = round % 7 === 0 ? (waiting.shift() ?? 0) : 0;
      stage.clock.pass(hour + jump);
    }
    await stage.tick();
    const steps = await stage.database.prisma.reminderStep.findMany({ orderBy: { id: 'asc' } });
    const sent = steps.filter(({ state, kind }) => state === 'done' && kind !== 'summary');
    const reminders = await stage.database.prisma.outboxMessage.count({
      where: { subject: `activity:${id}`, conversation: 'web:main', mustArrive: true, naturalKey: { not: null } },
    });
    const announcements = await stage.database.prisma.outboxMessage.count({
      where: { naturalKey: { contains: ':announce:' }, mustArrive: true },
    });
    expect(reminders - announcements).toBe(sent.length);
    const missed = steps.filter(({ state }) => state === 'missed');
    expect(sent.length + missed.length).toBe(3);
    expect(steps.filter(({ kind, state }) => kind === 'summary' && state === 'done')).toHaveLength(1);
    expect(steps.filter(({ untold }) => untold)).toEqual([]);
    const lines = (await told(/停机期间/)).join('\n').match(/^\d+号「/gm) ?? [];
    expect(lines).toHaveLength(missed.length);
  });
});
