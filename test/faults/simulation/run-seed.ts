import { digestOf } from '../world/digest.ts';
import type { FaultPlan, Mode, Port } from '../world/gate.ts';
import { createRandom, type Random } from '../world/random.ts';
import { shanghai, type World } from '../world/world.ts';
import { auditEnd, auditNow } from './auditor.ts';
import { createSpeakers, ends, hours, type Speakers } from './what-people-say.ts';

/** How likely each call is to fail in each way, per thousand. */
const perThousand: Record<Port, readonly (readonly [Mode, number])[]> = {
  tx: [
    ['before', 8],
    ['after', 8],
    ['hang', 2],
    ['crash', 3],
  ],
  statement: [
    ['before', 3],
    ['crash', 1],
  ],
  query: [
    ['before', 6],
    ['after', 6],
    ['hang', 1],
    ['crash', 3],
  ],
  platform: [
    ['before', 30],
    ['after', 30],
    ['hang', 8],
    ['crash', 5],
    ['too_fast', 40],
    ['server_error', 30],
  ],
  model: [
    ['before', 100],
    ['after', 50],
    ['hang', 50],
    ['crash', 30],
  ],
  clock: [['crash', 1]],
  file: [
    ['before', 40],
    ['after', 20],
    ['hang', 5],
    ['crash', 10],
  ],
};

const stepsPerHour = 40;
/** The whole unit may have been without its machine for so long between two of the hours. */
const longestOutageMs = 3 * 3_600_000;

function planOf(random: Random): FaultPlan {
  return (port) => {
    let drawn = random.next() * 1000;
    for (const [mode, weight] of perThousand[port]) {
      drawn -= weight;
      if (drawn < 0) return mode;
    }
    return null;
  };
}

export interface SeedResult {
  /** What the auditor found; empty = all is well. */
  wrong: readonly string[];
  /** The end state and how it came about: the same for the same seed. */
  digest: string;
  /** The last events. */
  story: readonly string[];
  said: number;
  faults: number;
  restarts: number;
}

/** Plays one seed in a world as it was kept. */
export async function runSeed(world: World, seed: number): Promise<SeedResult> {
  await world.restore();
  const random = createRandom(seed);
  const speakers = createSpeakers(world, random);
  const by = random.chance(0.3) ? 'poll' : 'push';
  const wrong: string[] = [];
  for (const hour of hours) {
    const outage = random.chance(0.2) ? random.below(longestOutageMs) : 0;
    await world.time.reach(new Date(shanghai(hour).getTime() + outage));
    world.useFaults(planOf(random));
    for (let step = 0; step < stepsPerHour; step += 1) await takeStep(world, random, speakers, by);
    world.noFaults();
    wrong.push(...(await auditNow(world, speakers.said)));
  }
  try {
    for (const end of ends) {
      await world.settle(by);
      await world.time.reach(shanghai(end));
    }
    await world.settle(by);
    wrong.push(...(await auditEnd(world, speakers.said)));
  } catch (error) {
    wrong.push(String(error));
  }
  return {
    wrong,
    digest: JSON.stringify([
      await digestOf(world.admin),
      world.telegram.delivered,
      world.time.now(),
      world.faults.count,
    ]),
    story: [...world.story],
    said: speakers.said.length,
    faults: world.faults.count,
    restarts: world.restarts,
  };
}

/** Whoever is next in the world does one thing. */
async function takeStep(world: World, random: Random, speakers: Speakers, by: 'push' | 'poll'): Promise<void> {
  const place = random.below(2);
  const process = world.current(place);
  const step = random.below(100);
  if (step < 30) await speakers.act();
  else if (step < 45) await bringUpdates(world, random, by);
  else if (step < 65) await handleSome(world, random, place);
  else if (step < 82) await world.attempt('send', process, () => process.send(random.chance(0.6) ? 'telegram' : 'web'));
  else if (step < 86) await world.attempt('recover', process, process.recover);
  else if (step < 91) await world.attempt('tick', process, () => process.tick(random.oneOf(process.ticks)));
  else if (step < 97) await world.attempt('job', process, process.work);
  else if (step < 99) await world.time.pass(random.below(60_000));
  else await world.restart(place, random.chance(0.5));
  await world.time.pass(random.below(3_000));
}

/** Telegram brings what it has in any order, some of it twice, or keeps it for later. */
async function bringUpdates(world: World, random: Random, by: 'push' | 'poll'): Promise<void> {
  if (by === 'poll') return world.takeIn('poll');
  const [update] = random.shuffled(world.telegram.waiting);
  if (!update) return;
  await world.push(update);
  if (random.chance(0.3)) await world.push(update);
}

async function handleSome(world: World, random: Random, place: number): Promise<void> {
  const process = world.current(place);
  const due = await world.attempt('due', process, process.due);
  if (!due || due.length === 0 || process.gate.dead) return;
  const conversation = random.oneOf(due);
  const most = 1 + random.below(3);
  for (let count = 0; count < most && !process.gate.dead; count += 1) {
    if (!(await world.attempt('handle', process, () => process.handle(conversation)))) return;
  }
}
