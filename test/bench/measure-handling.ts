import { openEvents, type EventReader } from '../support/event-reader.ts';
import { createRoomClient, type RoomClient } from '../support/room-client.ts';
import { createRunningBot } from '../support/running-bot.ts';
import type { BenchDatabase } from './bench-server.ts';
import { figureOf, percentile } from './figures.ts';
import type { Measure } from './measure.ts';

const members = ['zhang-wei', 'li-fang', 'wang-haitao', 'liu-xiaoyan', 'zhao-zhiqiang', 'sun-lihua'];
const atOnce = 16;
const singles = 30;

const report = (mark: string) =>
  `社情民意：第${mark}号楼前的路灯坏了三天，晚上老人看不清台阶。主要是报修没有人跟。建议由物业每周巡查一次并公示修复时间。`;

interface Batch {
  client: RoomClient;
  database: BenchDatabase;
  reports: number;
  /** Distinguishes this round's reports from all others. */
  mark: string;
  /** Undefined = everybody in the group; else each in the private talk. */
  privately: boolean;
}

const receipts = `SELECT count(DISTINCT (room, "replyTo"))::int AS receipts, count(*)::int AS messages
  FROM "RoomMessage" WHERE sender = 'bot' AND "replyTo" > $1`;

/** Hands reports in and waits until each has its receipt in the room. @returns reports per second, first post to last receipt */
async function workOff({ client, database, reports, mark, privately }: Batch): Promise<number> {
  const { rows } = await database.pool.query<{ last: number }>(
    'SELECT coalesce(max(id), 0) AS last FROM "RoomMessage"',
  );
  const last = rows[0]?.last ?? 0;
  const begun = performance.now();
  const waiting = Array.from({ length: reports }, (_, index) => index);
  const handIn = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const from = members[index % members.length] ?? 'zhang-wei';
      await client.say(from, report(`${mark}-${index}`), privately ? { room: `dm:${from}` } : {});
    }
  };
  await Promise.all(Array.from({ length: atOnce }, handIn));
  await untilAnswered(database, last, reports);
  const perSecond = reports / ((performance.now() - begun) / 1000);
  const kept = await database.pool.query<{ kept: number }>(
    `SELECT count(*)::int AS kept FROM "Submission" WHERE text LIKE $1`,
    [`%第${mark}-%`],
  );
  if (kept.rows[0]?.kept !== reports) throw new Error(`${reports} handed in, ${kept.rows[0]?.kept} kept`);
  return perSecond;
}

async function untilAnswered({ pool }: BenchDatabase, after: number, reports: number): Promise<void> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const { rows } = await pool.query<{ receipts: number; messages: number }>(receipts, [after]);
    const seen = rows[0] ?? { receipts: 0, messages: 0 };
    if (seen.messages > reports) throw new Error(`${seen.messages} receipts for ${reports} reports`);
    if (seen.receipts === reports) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('a report was never answered');
}

/** One report after the other, each after the receipt of the last. @returns milliseconds from post to receipt on the open stream */
async function waitForEach(client: RoomClient, events: EventReader, mark: string): Promise<number[]> {
  const waits: number[] = [];
  for (let index = 0; index < singles; index += 1) {
    const begun = performance.now();
    await client.say('zhang-wei', report(`${mark}-${index}`), { room: 'dm:zhang-wei' });
    for (;;) {
      const { data } = await events.next();
      if (typeof data === 'object' && data !== null && 'from' in data && data.from === 'bot') break;
    }
    waits.push(performance.now() - begun);
  }
  return waits.toSorted((a, b) => a - b);
}

/** From the post to the receipt that everybody sees. */
export const measureHandling: Measure = {
  name: 'handling',
  async run({ server, pace }) {
    const database = await server.create('handling');
    const bot = await createRunningBot({ environment: { DATABASE_URL: database.url, LOG_LEVEL: 'warn' } });
    await bot.start();
    const client = createRoomClient(bot.url);
    const group: number[] = [];
    const privately: number[] = [];
    const waits: number[][] = [];
    try {
      const events = await openEvents(`${bot.url}/api/rooms/dm%3Azhang-wei/stream`);
      await waitForEach(client, events, 'warm');
      for (let round = 1; round <= pace.rounds; round += 1) {
        waits.push(await waitForEach(client, events, `w${round}`));
        group.push(await workOff({ client, database, reports: pace.reports, mark: `g${round}`, privately: false }));
      }
      events.close();
      for (let round = 1; round <= pace.rounds; round += 1) {
        privately.push(await workOff({ client, database, reports: pace.reports, mark: `p${round}`, privately: true }));
      }
    } finally {
      await bot.dispose();
    }
    return {
      title: 'Handling: from the post of a report to its receipt in the room',
      lines: [
        { what: 'worked off, one group', unit: 'reports/s', ours: figureOf(group) },
        { what: `worked off, ${members.length} private talks`, unit: 'reports/s', ours: figureOf(privately) },
        { what: 'one at a time, half of them', unit: 'ms', ours: figureOf(waits.map((one) => percentile(one, 0.5))) },
        { what: 'one at a time, 99 of 100', unit: 'ms', ours: figureOf(waits.map((one) => percentile(one, 0.99))) },
      ],
      notes: [
        `${pace.reports} reports by ${atOnce} at once. Each is read, numbered, kept, awarded and answered in one transaction; the receipt is delivered through the outbox. A conversation is handled in order, one message after the other.`,
        'After each round: one submission and one receipt for each report.',
      ],
    };
  },
};
