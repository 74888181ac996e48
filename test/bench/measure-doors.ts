import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClients } from '../../src/app/clients.ts';
import { createDoors, openIntake } from '../../src/app/doors.ts';
import { createParts } from '../../src/app/parts.ts';
import type { ChatAdapter, Intake } from '../../src/chat/chat-adapter.ts';
import { parseConfig } from '../../src/config.ts';
import { ensureFirstUnit } from '../../src/features/members/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { openDatabase } from '../../src/storage/index.ts';
import { createBell } from '../support/bell.ts';
import { freePort } from '../support/port.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../support/telegram-stand-in.ts';
import { WechatWorld } from '../support/wechat/world.ts';
import type { BenchServer } from './bench-server.ts';
import { compare, percentile, type Line } from './figures.ts';
import type { Measure } from './measure.ts';
import { createUpdates, pushedTo } from './webhook-updates.ts';

const chatter = '今天晚上社区广场有露天电影，大家有空可以带孩子去看看，记得带小板凳，散场时顺手把垃圾带走。';

/** Says one message through a door; resolves once the platform knows that it is kept. */
type SayOne = () => Promise<void>;
type Ways = Readonly<Record<'web' | 'telegram' | 'wechat', SayOne>>;

/** The three doors of one process, each before its platform, and nobody at work behind them. */
async function openDoors(server: BenchServer, telegram: TelegramStandIn, world: WechatWorld) {
  const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-doors-'));
  const { url } = await server.create('doors');
  const port = await freePort();
  const config = parseConfig({
    ...pushedTo(telegram, url),
    DATA_DIR: folder,
    PORT: String(port),
    WECHATY_PUPPET: 'wechaty-puppet-mock',
  });
  const database = await openDatabase({ databaseUrl: url, dataDir: folder, log: silentLogger });
  const options = { role: 'all', log: silentLogger, clock: systemClock, puppet: world.load } as const;
  const parts = createParts(config, options, database);
  await parts.transact((tx) => ensureFirstUnit(tx, false));
  const doors = createDoors(parts, await createClients(parts), () => undefined);
  await parts.server.listen({ host: '127.0.0.1', port });
  const bell = createBell();
  let kept = 0;
  for (const door of doors) {
    const intake = openIntake(parts, door, () => undefined);
    await door.start(door.platform === 'wechat' ? told(intake) : intake);
  }
  await allOpen(doors);
  function told(intake: Intake): Intake {
    return {
      async accept(updates) {
        await intake.accept(updates);
        kept += updates.length;
        bell.ring();
      },
    };
  }
  const close = async () => {
    await Promise.all(doors.map((door) => door.stop()));
    await parts.server.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ways: waysOf(port, world, { bell, kept: () => kept }), close };
}

function waysOf(
  port: number,
  world: WechatWorld,
  wechat: { bell: ReturnType<typeof createBell>; kept(): number },
): Ways {
  const push = createUpdates();
  const post = async (to: string, headers: Readonly<Record<string, string>>, body: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${to}`, { method: 'POST', headers, body });
    await answer.text();
    if (!answer.ok) throw new Error(`a message was refused: ${answer.status}`);
  };
  const zhang = world.person('张伟');
  const room = world.room('示范支部会员群', [zhang]);
  return {
    web: () =>
      post(
        '/api/rooms/main/messages',
        { 'content-type': 'application/json' },
        JSON.stringify({ from: 'zhang-wei', text: chatter, key: randomUUID() }),
      ),
    telegram() {
      const { path: to, headers, body } = push();
      return post(to, headers, body);
    },
    async wechat() {
      const wanted = wechat.kept() + 1;
      world.say({ from: zhang, room, text: chatter });
      await wechat.bell.until(
        () => (wechat.kept() >= wanted ? true : undefined),
        () => 'a message of WeChat was not kept',
        10_000,
      );
    },
  };
}

async function allOpen(doors: readonly ChatAdapter[]): Promise<void> {
  while (!doors.every((door) => door.health().ok)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Milliseconds of the middle one of `times` messages, one after the other. */
async function timeOf(say: SayOne, times: number): Promise<number> {
  const waits: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const begun = performance.now();
    await say();
    waits.push(performance.now() - begun);
  }
  return percentile(
    waits.toSorted((a, b) => a - b),
    0.5,
  );
}

/** The same message through each door, until the platform is told that it is kept; held against the web room. */
export const measureDoors: Measure = {
  name: 'doors',
  async run({ server, pace }) {
    const telegram = await startTelegramStandIn();
    const world = new WechatWorld();
    const { ways, close } = await openDoors(server, telegram, world);
    const times: Record<keyof Ways, number[]> = { web: [], telegram: [], wechat: [] };
    const messages = pace.rounds > 1 ? 400 : 100;
    try {
      for (const say of Object.values(ways)) await timeOf(say, messages / 2);
      for (let round = 0; round < Math.max(3, pace.rounds); round += 1) {
        for (const door of ['web', 'telegram', 'wechat'] as const) {
          times[door].push(await timeOf(ways[door], messages));
        }
      }
    } finally {
      await close();
      await telegram.close();
    }
    const line = (what: string, door: keyof Ways): Line =>
      compare(`${what}, time until kept`, 'ms', times[door], times.web, { most: 1.2 });
    return {
      title: 'Doors: the same message through each, held against the web room',
      lines: [line('Telegram (webhook)', 'telegram'), line('WeChat (wechaty, a puppet that reaches nobody)', 'wechat')],
      notes: [
        'Talk among members, one message after the other, all doors in one process. “Bare” is the web room: POST until 201, which also keeps the message in its own log.',
      ],
    };
  },
};
