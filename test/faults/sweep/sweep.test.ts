import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '../../../src/chat/command.ts';
import type { Feature } from '../../../src/chat/feature.ts';
import { differences, digestOf } from '../world/digest.ts';
import { createFakeModel } from '../world/fake-model.ts';
import { injected, type FaultPlan, type Mode, type Port } from '../world/gate.ts';
import { createRandom } from '../world/random.ts';
import { faultsOf } from '../world/verify-world.ts';
import { createWorld, type World } from '../world/world.ts';
import { flows, type Flow } from './flows.ts';

vi.mock('node:timers/promises', async (importOriginal) => {
  const { virtualTimeout } = await import('../world/virtual-waits.ts');
  return { ...(await importOriginal<object>()), setTimeout: virtualTimeout };
});

/** full: every call in every mode. quick: so many of each flow, drawn by the seed. */
const form = process.env['FAULT_FORM'] === 'full' ? 'full' : 'quick';
const quickPairs = 10;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

/** How each port can fail. A statement lost inside a transaction rolls back however it was lost. */
const modesOf: Record<Port, readonly Mode[]> = {
  tx: ['before', 'after', 'hang', 'crash'],
  statement: ['before', 'crash'],
  query: ['before', 'after', 'hang', 'crash'],
  platform: ['before', 'after', 'hang', 'crash', 'too_fast', 'server_error'],
  model: ['before', 'after', 'hang', 'crash'],
  clock: ['before', 'crash'],
  file: ['before', 'after', 'hang', 'crash'],
};

interface Pair {
  port: Port;
  n: number;
  mode: Mode;
}

/** Lets the n-th call of a port fail, once. */
function failing({ port, n, mode }: Pair): FaultPlan {
  let calls = 0;
  return (at) => {
    if (at !== port) return null;
    calls += 1;
    return calls === n ? mode : null;
  };
}

/** A command on which handling always fails, for the way to the secretary. */
const trouble: Feature = {
  name: 'trouble',
  commands: [
    defineCommand({
      name: 'trouble.make',
      words: ['难题'],
      alias: 'trouble',
      who: 'member',
      match: 'prefix',
      args: z.string(),
      help: () => '难题：总是失败',
      usage: () => '难题',
      handle: () => Promise.reject(injected('EIO')),
    }),
  ],
  questions: [],
  actions: [],
  replies: [],
};

async function countCalls(world: World, flow: Flow): Promise<Map<Port, number>> {
  const calls = new Map<Port, number>();
  world.useFaults((port) => {
    calls.set(port, (calls.get(port) ?? 0) + 1);
    return null;
  });
  await flow.run(world);
  world.noFaults();
  return calls;
}

function pairsOf(calls: ReadonlyMap<Port, number>): Pair[] {
  const all = [...calls].flatMap(([port, count]) =>
    Array.from({ length: count }, (_, index) => modesOf[port].map((mode) => ({ port, n: index + 1, mode }))).flat(),
  );
  if (form === 'full') return all;
  const random = createRandom(seed);
  return random.shuffled(all).slice(0, quickPairs);
}

/** @returns what is wrong after this fault and its recovery */
async function tryPair(world: World, flow: Flow, pair: Pair, expected: Awaited<ReturnType<typeof digestOf>>) {
  await world.restore();
  world.useFaults(failing(pair));
  try {
    await flow.run(world);
    world.noFaults();
    await world.settle();
  } catch (error) {
    return [String(error)];
  }
  const happened = world.faults.count === 1 ? [] : ['the fault never happened'];
  const wrong = [...happened, ...(await faultsOf(world.admin, world.telegram)), ...world.surprises];
  return [...wrong, ...differences(expected, await digestOf(world.admin))];
}

describe(`the n-th call of every port fails (${form}${form === 'quick' ? `, SEED=${seed}` : ''})`, () => {
  it.each(flows)('$name', { timeout: 600_000 }, async (flow) => {
    const world = await createWorld({
      startsAt: '2026-11-22T10:00',
      model: createFakeModel('三号楼垃圾分类投放点晚上没有灯，老人看不清。', '建议加装感应灯。'),
      extra: flow.name.includes('three times') ? [trouble] : [],
    });
    try {
      await flow.before?.(world);
      await world.keep();
      const calls = await countCalls(world, flow);
      const expected = await digestOf(world.admin);
      expect([...world.surprises, ...(await faultsOf(world.admin, world.telegram))]).toEqual([]);
      for (const [sql, count] of Object.entries(flow.leads)) {
        expect((await world.admin.query(sql)).rows, sql).toEqual([{ n: count }]);
      }
      const wrong: Record<string, string[]> = {};
      const pairs = pairsOf(calls);
      for (const pair of pairs) {
        const found = await tryPair(world, flow, pair, expected);
        if (found.length > 0) wrong[`${pair.mode} ${pair.port} ${pair.n}`] = [...found, ...world.story];
      }
      console.log(`${flow.name}: ${[...calls].map(([port, n]) => `${port} ${n}`).join(', ')}; ${pairs.length} pairs`);
      expect(wrong).toEqual({});
    } finally {
      await world.close();
    }
  });
});
