import path from 'node:path';
import { startTestRedis } from '../support/redis.ts';
import { startBare } from './bare-program.ts';
import type { BenchDatabase } from './bench-server.ts';
import { compare } from './figures.ts';
import { openLineProgram, type LineProgram } from './line-program.ts';
import type { Measure } from './measure.ts';
import { proveSent, queueMessages, takeTally } from './outbox-rows.ts';

const atOnce = 16;

interface Contender {
  program: LineProgram;
  perSecond: number[];
  /** Before and after each round. */
  prepare?: () => Promise<void>;
  prove?: () => Promise<void>;
}

/** Draining the outbox over HTTP into a platform that answers at once. */
export const measureOutbox: Measure = {
  name: 'outbox',
  async run({ server, pace }) {
    const messages = pace.messages;
    const platform = await startBare('fake-platform.mjs', {});
    const ours = await server.create('outbox_ours');
    const bare = await server.create('outbox_bare');
    const redis = await startTestRedis();
    const shared = { PLATFORM_PORT: String(platform.port), AT_ONCE: String(atOnce) };
    const worker = path.join(import.meta.dirname, 'bare', 'send-worker.mjs');
    const program = path.join(import.meta.dirname, 'sending-program.ts');
    const we = contender(openLineProgram(['--import', 'tsx', program], { ...shared, DATABASE_URL: ours.url }), ours);
    const onPostgres = contender(openLineProgram([worker], { ...shared, DATABASE_URL: bare.url }));
    const redisUrl = `redis://127.0.0.1:${redis.port}`;
    const onRedis = contender(openLineProgram([worker], { ...shared, REDIS_URL: redisUrl }));
    const all = [we, onPostgres, onRedis];

    async function round(one: Contender, count: number): Promise<number> {
      await one.prepare?.();
      if (one === we) await queueMessages(ours, count, 1);
      const milliseconds = await one.program.ask(String(count));
      const { delivered, doubles } = await takeTally(platform.port);
      if (delivered !== count || doubles > 0)
        throw new Error(`${count} to send, ${delivered} arrived, ${doubles} twice`);
      await one.prove?.();
      return count / (milliseconds / 1000);
    }

    try {
      for (const one of all) await round(one, Math.min(messages, 500));
      for (let turn = 0; turn < pace.rounds; turn += 1) {
        for (const one of turn % 2 === 0 ? all : all.toReversed()) one.perSecond.push(await round(one, messages));
      }
    } finally {
      await Promise.all(all.map(({ program: running }) => running.stop()));
      await redis.stop();
      await platform.stop();
    }
    return {
      title: `Sending ${messages.toLocaleString('en')} messages over HTTP to a platform that answers at once, ${atOnce} at a time`,
      lines: [
        compare('against a BullMQ worker on PostgreSQL', 'messages/s', we.perSecond, onPostgres.perSecond, {
          least: 3,
        }),
        compare('against a BullMQ worker on Redis', 'messages/s', we.perSecond, onRedis.perSecond, { least: 1 }),
      ],
      notes: [
        'All make the same call with the same client. Ours commits `sending` before the bytes leave and the platform’s message id after; BullMQ removes the job when it is done.',
        'Each message goes to a group of its own. After each round: every message arrived once, and our rows are all marked sent. Redis writes to no disk.',
      ],
    };
  },
};

function contender(program: LineProgram, database?: BenchDatabase): Contender {
  const prove = database && (() => proveSent(database));
  return { program, perSecond: [], ...(prove ? { prove } : {}) };
}
