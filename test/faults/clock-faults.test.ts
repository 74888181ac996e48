import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectKept } from '../support/expect-kept.ts';
import { faultForm, notRun, tell } from '../support/fault-form.ts';
import { inHouse, type FaultHouse } from '../support/fault-house.ts';
import { post, startTelegramLoad, startWebLoad } from '../support/fault-load.ts';
import { faketimeLibrary } from '../support/fault-tools.ts';
import { createRoomClient } from '../support/room-client.ts';

const { isFull } = faultForm;
const noLibrary = 'libfaketime is not there and could not be installed (Debian: apt-get install libfaketime)';
const report = (what: string) => `社情民意：${what}的信号灯太短，老人过不去马路，建议尽快调整。`;

/** A clock that the test turns: its offset stands in a file that the program's library reads at each look. */
function turnableClock(house: FaultHouse, library: string) {
  const file = path.join(house.folder, 'clock');
  const turn = (offset: string) => writeFileSync(file, `${offset}\n`);
  turn('+0');
  return {
    turn,
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}

/** An announced activity, and its reminders. */
async function announce(house: FaultHouse, url: string): Promise<void> {
  const room = createRoomClient(url);
  await post([url], house.history, 'chen-min', '后天上午十点在社区二楼开学习会，主题是垃圾分类怎么推进');
  await room.sees(/确认/);
  await post([url], house.history, 'chen-min', '确认');
  await room.sees(/参加[\s\S]*请假|请假[\s\S]*参加/);
}

describe('clocks', () => {
  it(
    'F21 jumps of the wall clock: no reminder twice, none lost, nothing else disturbed',
    { timeout: 180_000 },
    async (test) => {
      const library = faketimeLibrary();
      if (library === undefined) notRun(test, 'F21', noLibrary);
      await inHouse({}, async (house) => {
        const clock = turnableClock(house, library);
        const bot = await house.bot({ environment: clock.environment });
        await bot.start();
        await announce(house, bot.url);
        const web = startWebLoad([bot.url], house.history, { pauseMs: 150, speakers: 1 });
        const telegram = startTelegramLoad(house.branch, 1_500);
        const makeDue = (kind: string) =>
          house.change(`UPDATE "ReminderStep" SET "dueAt" = now() - interval '1 second' WHERE kind = $1::"StepKind"`, [
            kind,
          ]);
        await makeDue('day_before');
        for (const offset of ['+3600', '-7200', '+86400', '-86400', '+0']) {
          clock.turn(offset);
          await pause(isFull ? 4_000 : 1_200);
        }
        for (let tries = 0; tries < 300; tries += 1) {
          const [due] = await house.query<{ count: number }>(
            `SELECT count(*)::int AS count FROM "ReminderStep" WHERE kind = 'day_before' AND state = 'due'`,
          );
          if (due?.count === 0) break;
          await pause(200);
        }
        await Promise.all([web.stop(), telegram.stop()]);
        await house.telegram.allConfirmed(60_000);
        await expectKept(house, 90_000);
        const steps = await house.query<{ kind: string; state: string }>(
          `SELECT kind::text, state::text FROM "ReminderStep" WHERE kind <> 'day_before' AND state <> 'due'`,
        );
        expect(steps, 'a jump of the clock must not make other reminders due').toEqual([]);
      });
    },
  );

  it.runIf(isFull)(
    'F22 our clock is not the database’s: refused beyond 5 s, fine within',
    { timeout: 180_000 },
    async (test) => {
      const library = faketimeLibrary();
      if (library === undefined) notRun(test, 'F22', noLibrary);
      await inHouse({}, async (house) => {
        const wrong = { LD_PRELOAD: library, FAKETIME: '+20', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
        const refused = await house.bot({ environment: wrong, patience: 400 });
        await expect(refused.start()).rejects.toThrow(/clock of the database is (?:19|20)\.\d seconds behind/);
        const near = { LD_PRELOAD: library, FAKETIME: '+3', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
        const [ahead, right] = [await house.bot({ environment: near }), await house.bot({ role: 'web' })];
        await Promise.all([ahead.start(), right.start()]);
        const web = startWebLoad([ahead.url, right.url], house.history, { pauseMs: 100 });
        house.branch.members[0]?.says(report('钟快三秒的路口'), { in: house.branch.group });
        await house.branch.group.sees(/已收到/, { withinMs: 30_000 });
        await pause(3_000);
        await web.stop();
        await expectKept(house);
      });
    },
  );

  it('F24 a wrong time zone of the machine: nine o’clock is nine o’clock in Shanghai', () =>
    inHouse({ environment: { TZ: 'America/New_York', TIMEZONE: 'Asia/Shanghai' } }, async (house) => {
      const bot = await house.bot();
      await bot.start();
      const room = createRoomClient(bot.url);
      await post([bot.url], house.history, 'chen-min', '12月20日上午九点在社区二楼开学习会，主题是垃圾分类怎么推进');
      await room.sees(/确认/);
      const [activity] = await house.query<{ startsAt: Date }>('SELECT "startsAt" FROM "Activity"');
      expect(activity?.startsAt.toISOString()).toMatch(/-12-20T01:00:00/);
      await expectKept(house);
    }));
});

describe('many at once', () => {
  const instances = isFull ? 20 : 4;

  it(
    `F23 ${instances} processes start at once on an empty database: migrated once, one unit, each message handled once`,
    { timeout: 240_000 },
    () =>
      inHouse({ shared: false, empty: true, telegram: 'none' }, async (house) => {
        const bots = await Promise.all(Array.from({ length: instances }, () => house.bot({ patience: 3_000 })));
        const begun = performance.now();
        await Promise.all(bots.map((bot) => bot.start()));
        tell('figure', `F23: ${instances} processes ready in ${Math.round((performance.now() - begun) / 100) / 10} s`);
        const web = startWebLoad(
          bots.map(({ url }) => url),
          house.history,
          { pauseMs: 100 },
        );
        await announce(house, bots[0]?.url ?? '');
        await house.change(
          `UPDATE "ReminderStep" SET "dueAt" = now() - interval '1 second' WHERE kind = 'day_before'`,
          [],
        );
        await pause(4_000);
        await web.stop();
        await expectKept(house, 90_000);
        const [sample] = await house.query<{ units: number; migrations: number; twice: number }>(
          `SELECT (SELECT count(*)::int FROM "Unit" WHERE key = 'demo') AS units,
           (SELECT count(*)::int FROM _prisma_migrations WHERE finished_at IS NULL OR applied_steps_count = 0) AS migrations,
           (SELECT count(*)::int - count(DISTINCT migration_name)::int FROM _prisma_migrations) AS twice`,
        );
        expect(sample).toEqual({ units: 1, migrations: 0, twice: 0 });
      }),
  );
});
