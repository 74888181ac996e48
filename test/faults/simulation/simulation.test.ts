import { afterEach, describe, expect, it, vi } from 'vitest';
import { SendError, type ChatAdapter } from '../../../src/chat/chat-adapter.ts';
import { createFakeModel } from '../world/fake-model.ts';
import { createWorld, type World, type WorldOptions } from '../world/world.ts';
import { runSeed } from './run-seed.ts';
import { startsAt } from './what-people-say.ts';

vi.mock('node:timers/promises', async (importOriginal) => {
  const { virtualTimeout } = await import('../world/virtual-waits.ts');
  return { ...(await importOriginal<object>()), setTimeout: virtualTimeout };
});

/** `SEED=n` plays that one again. Otherwise as many as SEEDS says, from a beginning that changes with each run. */
const given = process.env['SEED'];
const count = given === undefined ? Number(process.env['SEEDS'] ?? 20) : 1;
const first = given === undefined ? Math.floor(Math.random() * 1e9) : Number(given);

let world: World;
afterEach(() => world.close());

async function openWorld(options: Partial<WorldOptions> = {}): Promise<World> {
  world = await createWorld({
    startsAt,
    processes: 2,
    model: createFakeModel('第1号小区垃圾分类投放点晚上没有灯，老人看不清。', '建议加装感应灯。'),
    ...options,
  });
  await world.keep();
  return world;
}

describe(`a unit whose processes fail everywhere, by chance (SEED=${first}, ${count} seeds)`, () => {
  it('loses nothing, doubles nothing and comes to rest', { timeout: 1_200_000 }, async () => {
    await openWorld();
    const totals = { said: 0, faults: 0, restarts: 0 };
    for (let seed = first; seed < first + count; seed += 1) {
      const { wrong, story, said, faults, restarts } = await runSeed(world, seed);
      expect(wrong, `SEED=${seed}\n${story.join('\n')}\n`).toEqual([]);
      totals.said += said;
      totals.faults += faults;
      totals.restarts += restarts;
    }
    console.log(`${count} seeds from ${first}: ${JSON.stringify(totals)}`);
  });

  it('goes the same way again with the same seed', { timeout: 120_000 }, async () => {
    await openWorld();
    const once = await runSeed(world, first);
    const again = await runSeed(world, first);
    expect(again.digest).toBe(once.digest);
    expect(again.story).toEqual(once.story);
  });
});

/** What a broken part does, and what the auditor says about it. */
const broken: readonly { what: string; spoil: (door: ChatAdapter) => ChatAdapter; seen: RegExp }[] = [
  {
    what: 'a door that sends everything twice',
    spoil: (door) => ({
      ...door,
      async send(message) {
        await door.send(message).catch((error: unknown) => {
          if (!(error instanceof SendError)) throw error;
        });
        return door.send(message);
      },
    }),
    seen: /delivered 2 times/,
  },
  {
    what: 'a door that cannot read some messages',
    spoil: (door) => ({
      ...door,
      parse(payload) {
        const message = door.parse(payload);
        return message?.text.includes('老人看不清') ? null : message;
      },
    }),
    seen: /a submission 0 times/,
  },
];

describe('the auditor', () => {
  it.each(broken)('notices $what', { timeout: 120_000 }, async ({ spoil, seen }) => {
    await openWorld({ spoil });
    const { wrong } = await runSeed(world, 7);
    expect(wrong.join('\n')).toMatch(seen);
  });
});
