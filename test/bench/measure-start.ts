import { createRunningBot, type RunningBot } from '../support/running-bot.ts';
import { startBare } from './bare-program.ts';
import type { Pace } from './bench-options.ts';
import type { BenchServer } from './bench-server.ts';
import { compare, figureOf, type Line } from './figures.ts';
import type { Measure } from './measure.ts';
import { startTelegramStandIn } from '../support/telegram-stand-in.ts';
import { childRunning, familyOf, memoryOf, postgresOf, type Memory } from './process-memory.ts';
import { barePushedTo, pushedTo } from './webhook-updates.ts';

const settle = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

interface Starts {
  first: number;
  second: number;
  node: Memory;
  postgres: Memory;
}

/** First and second start on an own data folder, and the memory of both parts when idle. */
async function startTwice({ idleSeconds }: Pace): Promise<Starts> {
  const bot = await createRunningBot({ environment: { LOG_LEVEL: 'info' } });
  try {
    const first = await timed(() => bot.start());
    await bot.stop();
    const second = await timed(() => bot.start());
    await settle(idleSeconds);
    return { first, second, ...idleMemory(bot) };
  } finally {
    await bot.dispose();
  }
}

function idleMemory(bot: RunningBot): { node: Memory; postgres: Memory } {
  const database = familyOf(postgresOf(bot.dataDir));
  const node = familyOf(childRunning('dist/src/main.js')).filter((pid) => !database.includes(pid));
  return { node: memoryOf(node), postgres: memoryOf(database) };
}

/** Start on a database that is there already, as a bot that Telegram pushes to, against a bare one; and their memory. */
async function startOnOwnServer(server: BenchServer, { starts, idleSeconds }: Pace) {
  const { url } = await server.create('start_ours');
  const telegram = await startTelegramStandIn();
  const bot = await createRunningBot({ environment: pushedTo(telegram, url) });
  await bot.start();
  await bot.stop();
  const ours: number[] = [];
  const bare: number[] = [];
  const memory: { ours: Memory; bare: Memory }[] = [];
  for (let round = 0; round < starts; round += 1) {
    ours.push(await timed(() => bot.start()));
    let program: Awaited<ReturnType<typeof startBare>> | undefined;
    bare.push(await timed(async () => (program = await startBare('webhook-door.mjs', barePushedTo(url)))));
    await settle(idleSeconds);
    const pid = childRunning('dist/src/main.js');
    memory.push({ ours: memoryOf(familyOf(pid)), bare: memoryOf(program ? [program.pid] : []) });
    await program?.stop();
    await bot.stop();
  }
  await bot.dispose();
  await telegram.close();
  return { ours, bare, memory };
}

/** Times to /readyz and memory when idle. Linux only, memory is read from /proc. */
export const measureStart: Measure = {
  name: 'start',
  async run({ server, pace }) {
    const starts: Starts[] = [];
    for (let round = 0; round < pace.starts; round += 1) starts.push(await startTwice(pace));
    const own = await startOnOwnServer(server, pace);
    const of = (what: string, unit: string, value: (start: Starts) => number): Line => ({
      what,
      unit,
      ours: figureOf(starts.map(value)),
    });
    return {
      title: 'Start and memory',
      lines: [
        of('first start, nothing there, to /readyz', 's', (start) => start.first),
        of('second start, to /readyz', 's', (start) => start.second),
        compare('start on a server that runs (DATABASE_URL), Telegram on', 's', own.ours, own.bare, { most: 2 }),
        compare(
          'idle, Node alone (DATABASE_URL), Telegram on, RSS',
          'MiB',
          own.memory.map((one) => one.ours.rss),
          own.memory.map((one) => one.bare.rss),
          { most: 2 },
        ),
        of('idle, Node, RSS', 'MiB', (start) => start.node.rss),
        of('idle, built-in PostgreSQL, RSS of all processes', 'MiB', (start) => start.postgres.rss),
        of('idle, built-in PostgreSQL, PSS', 'MiB', (start) => start.postgres.pss),
        of('idle, everything, PSS', 'MiB', (start) => start.node.pss + start.postgres.pss),
      ],
      notes: [
        `Bare: telegraf's webhook callback and node-postgres, until it listens. /readyz is asked every 50 ms, so starts are exact to that. Memory is read ${pace.idleSeconds} s after the start.`,
        `Processes when idle: ${starts[0]?.node.processes} of Node, ${starts[0]?.postgres.processes} of PostgreSQL.`,
      ],
    };
  },
};
