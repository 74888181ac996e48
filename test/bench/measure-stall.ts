import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createRunningBot } from '../support/running-bot.ts';
import type { BenchDatabase } from './bench-server.ts';
import { compare } from './figures.ts';
import type { Measure } from './measure.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a sender that was killed leaves behind: a message under its lease, for as long as a claim holds in the room. */
const leftBehind = `
  INSERT INTO "OutboxMessage" (platform, conversation, body, state, "leaseToken", "leaseUntil", attempts)
  VALUES ('web', 'web:main', '{"text":"已收到"}', 'sending', 1, now() + interval '5 seconds', 1) RETURNING id`;

/** @returns milliseconds until a message of a dead sender has left */
async function resumeOurs({ url, pool }: BenchDatabase): Promise<number> {
  const bot = await createRunningBot({ environment: { DATABASE_URL: url, LOG_LEVEL: 'warn' } });
  await bot.start();
  try {
    const begun = performance.now();
    const { rows } = await pool.query<{ id: string }>(leftBehind);
    for (;;) {
      const found = await pool.query(`SELECT 1 FROM "OutboxMessage" WHERE id = $1 AND state = 'sent'`, [rows[0]?.id]);
      if (found.rowCount === 1) return performance.now() - begun;
      await pause(50);
    }
  } finally {
    await bot.dispose();
  }
}

function startWorker(what: 'hold' | 'end', url: string): { child: ChildProcess; says(): Promise<void> } {
  const program = path.join(import.meta.dirname, 'bare', 'job-worker.mjs');
  const child = spawn(process.execPath, [program, what], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, says: async () => void (await lines.next()) };
}

/** @returns milliseconds until a job of a killed worker has run again */
async function resumeBare({ url }: BenchDatabase): Promise<number> {
  const first = startWorker('hold', url);
  await first.says();
  const begun = performance.now();
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = startWorker('end', url);
  await second.says();
  await second.says();
  const took = performance.now() - begun;
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
  return took;
}

/** What a killed process was sending goes on elsewhere. */
export const measureStall: Measure = {
  name: 'stall',
  async run({ server }) {
    const ours = await server.create('stall_ours');
    const bare = await server.create('stall_bare');
    // Both only wait, so they can do it together.
    const [we, they] = await Promise.all([resumeOurs(ours), resumeBare(bare)]);
    return {
      title: 'kill -9 while sending: until what was under way has left',
      lines: [compare('from the kill', 's', [we / 1000], [they / 1000], { most: 0.5 })],
      notes: [
        'Into the web room, where sending twice lands once. Bare: a BullMQ job on PostgreSQL with its default lock, taken over by a second worker. One round: both wait for their clocks.',
      ],
    };
  },
};
