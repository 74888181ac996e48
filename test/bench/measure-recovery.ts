import { createRunningBot } from '../support/running-bot.ts';
import { startTelegramStandIn } from '../support/telegram-stand-in.ts';
import { startBare } from './bare-program.ts';
import { compare } from './figures.ts';
import type { Shot } from './load.ts';
import type { Measure } from './measure.ts';
import { barePushedTo, createUpdates, pushedTo } from './webhook-updates.ts';

const step = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Pushes until one update is acknowledged. @returns milliseconds since `begun` */
async function untilAcknowledged(port: () => number, next: () => Shot, begun: number): Promise<number> {
  for (;;) {
    const { path, headers, body } = next();
    const answer = await fetch(`http://127.0.0.1:${port()}${path}`, { method: 'POST', headers, body }).catch(
      () => null,
    );
    if (answer?.status === 200) return performance.now() - begun;
    await step();
  }
}

/** kill -9, started again at once, until the next update is acknowledged. */
export const measureRecovery: Measure = {
  name: 'recovery',
  async run({ server, pace }) {
    const [oursDatabase, bareDatabase] = [await server.create('kill_ours'), await server.create('kill_bare')];
    const telegram = await startTelegramStandIn();
    const bot = await createRunningBot({ environment: pushedTo(telegram, oursDatabase.url) });
    await bot.start();
    const next = { ours: createUpdates(), bare: createUpdates() };
    const port = Number(new URL(bot.url).port);
    await untilAcknowledged(() => port, next.ours, performance.now());
    let bare = await startBare('webhook-door.mjs', barePushedTo(bareDatabase.url));
    const waits: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
    const killOurs = async () => {
      const begun = performance.now();
      await bot.kill();
      const started = bot.start();
      waits.ours.push(await untilAcknowledged(() => port, next.ours, begun));
      await started;
    };
    const killBare = async () => {
      const begun = performance.now();
      process.kill(bare.pid, 'SIGKILL');
      bare = await startBare('webhook-door.mjs', barePushedTo(bareDatabase.url));
      waits.bare.push(await untilAcknowledged(() => bare.port, next.bare, begun));
    };
    try {
      for (let round = 0; round < pace.kills; round += 1) {
        for (const kill of round % 2 === 0 ? [killOurs, killBare] : [killBare, killOurs]) await kill();
      }
    } finally {
      await bare.stop();
      await bot.dispose();
      await telegram.close();
    }
    return {
      title: 'kill -9: until the next update is acknowledged',
      lines: [compare('from the kill', 'ms', waits.ours, waits.bare, { most: 1.5 })],
      notes: [
        `Both are started again at once, ${pace.kills} times each. Bare: telegraf's webhook callback and node-postgres. Ours has checked the database, its migrations and its rights, and knows its name from Telegram, before it takes an update.`,
      ],
    };
  },
};
