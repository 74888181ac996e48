import { randomUUID } from 'node:crypto';
import { createRunningBot } from '../support/running-bot.ts';
import { startBare } from './bare-program.ts';
import { compareDoors } from './compare-doors.ts';
import type { Measure } from './measure.ts';

const members = ['zhang-wei', 'li-fang', 'wang-haitao', 'liu-xiaoyan', 'zhao-zhiqiang', 'sun-lihua'];
const chatter = '今天晚上社区广场有露天电影，大家有空可以带孩子去看看，记得带小板凳，散场时顺手把垃圾带走。';

/** POST /api/rooms/main/messages, ordinary chatter, against node:http with one INSERT. */
export const measureWebRoom: Measure = {
  name: 'web-room',
  async run({ server, pace }) {
    const [oursDatabase, bareDatabase] = [await server.create('room_ours'), await server.create('room_bare')];
    const bot = await createRunningBot({ environment: { DATABASE_URL: oursDatabase.url, LOG_LEVEL: 'warn' } });
    await bot.start();
    const bare = await startBare('web-door.mjs', { DATABASE_URL: bareDatabase.url });
    let count = 0;
    const next = () => {
      count += 1;
      const from = members[count % members.length] ?? 'zhang-wei';
      return {
        path: '/api/rooms/main/messages',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ from, text: `${chatter}${count}`, key: randomUUID() }),
      };
    };
    try {
      const { lines, notes } = await compareDoors({
        ours: { port: Number(new URL(bot.url).port), database: oursDatabase, next },
        bare: { port: bare.port, database: bareDatabase, next },
        countKept: `SELECT count(*)::int AS kept FROM "RoomMessage" WHERE sender <> 'bot'`,
        pace,
      });
      return {
        title: 'Web room: messages accepted (committed, then 201)',
        lines,
        notes: [
          'Bare: node:http and one INSERT of the same columns into the same table. Ours also checks the speaker, adds the inbox row in the same commit, and handles what came in meanwhile.',
          'Closed loop, keep-alive; every acknowledged message was counted in the database after each round.',
          ...notes,
        ],
      };
    } finally {
      await bare.stop();
      await bot.dispose();
    }
  },
};
