import path from 'node:path';
import { startBare } from './bare-program.ts';
import { figureOf } from './figures.ts';
import { openLineProgram } from './line-program.ts';
import type { Measure } from './measure.ts';
import { proveSent, queueMessages, takeTally } from './outbox-rows.ts';

/** Telegram's 30 a second of the account become 300; its second and minute of a chat 0.1 s and 6 s. */
const speed = 10;
const perSecond = 30 * speed;
const limits = {
  all: { messages: perSecond, perMs: 1000 },
  chat: { messages: 1, perMs: 1000 / speed },
  group: { messages: 20, perMs: 60_000 / speed },
};
/** Messages for each group, one after the other. */
const each = 3;

/** A round of messages to a platform that refuses whatever comes too fast. */
export const measurePacing: Measure = {
  name: 'pacing',
  async run({ server, pace }) {
    const platform = await startBare('fake-platform.mjs', { LIMITS: JSON.stringify(limits) });
    const database = await server.create('pacing');
    const program = openLineProgram(['--import', 'tsx', path.join(import.meta.dirname, 'sending-program.ts')], {
      DATABASE_URL: database.url,
      PLATFORM_PORT: String(platform.port),
      AT_ONCE: '40',
      SPEED: String(speed),
    });
    const took: number[] = [];
    const refused: number[] = [];
    const groups = Math.round((perSecond * pace.pacingSeconds) / each);
    const messages = groups * each;
    const least = messages / perSecond;
    try {
      for (const count of [300, groups]) {
        await queueMessages(database, count, each);
        await program.ask(String(count * each));
        const tally = await takeTally(platform.port);
        if (tally.delivered !== count * each || tally.doubles > 0) throw new Error('a message was lost or came twice');
        await proveSent(database);
        if (count !== groups) continue;
        took.push((tally.lastAt - tally.firstAt) / 1000);
        refused.push((100 * tally.refused) / messages);
      }
    } finally {
      await program.stop();
      await platform.stop();
    }
    return {
      title: `Keeping Telegram’s pace, ${speed} times faster: ${messages.toLocaleString('en')} messages to ${groups.toLocaleString('en')} groups`,
      lines: [
        { what: 'first to last arrival', unit: 's', ours: figureOf(took) },
        {
          what: 'of the least possible time',
          unit: 'times',
          ours: figureOf(took.map((one) => one / least)),
          goal: { most: 1.02 },
        },
        { what: 'refused with 429', unit: '%', ours: figureOf(refused), goal: { most: 0.1 } },
      ],
      notes: [
        `The platform refuses by sliding windows: ${perSecond} in any second, one in any ${limits.chat.perMs} ms of a chat, 20 in any ${limits.group.perMs} ms of a group. Least possible: messages divided by ${perSecond} a second.`,
        'The slots are taken in PostgreSQL, so the pace holds over restarts and several processes.',
      ],
    };
  },
};
