import { activitiesFeature, activityRows, remindDue, rollRows } from '../../../src/features/activities/index.ts';
import { directory, findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createStage, type Line } from '../../support/stage.ts';

/** Sunday, 22 November 2026, ten in the morning in Shanghai: 下周五 is the 27th. */
export const sunday = '2026-11-22T10:00';

export const studySession = '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名';

/** A unit with activities and points on stage, and the reminder tick by hand. */
export async function activityStage(now = sunday) {
  const stage = await createStage({
    now,
    features: ({ allCommands }) => [
      membersFeature({ allCommands }),
      pointsFeature({ findMembersByName }),
      activitiesFeature(),
    ],
  });
  const { prisma } = stage.database;
  const unit = await prisma.unit.findFirstOrThrow({ where: { key: 'demo' } });

  /** Moves the clock and lets the reminders of that moment out. */
  async function tick(wall?: string): Promise<number> {
    if (wall !== undefined) stage.clock.set(wall);
    const settled = await remindDue({
      run: stage.transact,
      now: stage.clock.now(),
      zone: stage.zone,
      locale: 'zh-CN',
      directory,
      log: silentLogger,
    });
    await stage.settle();
    return settled;
  }

  /** Id of the newest message of a line that matches, for quoting. */
  function messageId(line: Line, pattern: RegExp): number {
    const found = line.answers.findLast((entry) => pattern.test(entry.text));
    if (!found) throw new Error(`no answer matches ${String(pattern)}: ${line.text}`);
    return found.id;
  }

  return {
    ...stage,
    unit,
    tick,
    messageId,
    /** The secretary plans and confirms it; answers the announcement's id in the group. */
    async announced(sentence = studySession): Promise<{ id: number; message: number }> {
      const chen = stage.member('chen-min');
      await chen.says(sentence);
      const line = await chen.says('确认');
      const message = messageId(line, /活动通知/);
      const [row] = await prisma.activity.findMany({ orderBy: { id: 'desc' }, take: 1 });
      if (!row) throw new Error('nothing was announced');
      return { id: row.id, message };
    },
    activities: () => activityRows(prisma, unit.id),
    roll: (activityId: number) => rollRows(prisma, activityId),
    /** `state` of one member in a roll. */
    async stateOf(activityId: number, key: string) {
      const row = (await rollRows(prisma, activityId)).find((line) => line.member === key);
      return row && `${row.state}${row.guests > 0 ? `+${row.guests}` : ''}${row.note === '' ? '' : ` ${row.note}`}`;
    },
    points: (item: string) => prisma.pointEntry.findMany({ where: { item }, orderBy: { id: 'asc' } }),
  };
}

export type ActivityStage = Awaited<ReturnType<typeof activityStage>>;
