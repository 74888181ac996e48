import type { BenchDatabase } from './bench-server.ts';
import type { Pace } from './bench-options.ts';
import { compare, percentile, type Goal, type Line } from './figures.ts';
import { applyLoad, type LoadResult, type Shot } from './load.ts';

/** One of the two programs that take messages in. */
export interface Contender {
  port: number;
  database: BenchDatabase;
  next: () => Shot;
}

export interface DoorComparison {
  ours: Contender;
  bare: Contender;
  /** Counts what was kept; for both the same statement. */
  countKept: string;
  pace: Pace;
  /** By connections: for what is accepted, and for the longest waits. */
  goals?: Readonly<Record<number, { accepted?: Goal; tail?: Goal }>>;
}

/** Throughput and waiting times of both, round by round in changing order. */
export async function compareDoors(comparison: DoorComparison): Promise<{ lines: Line[]; notes: string[] }> {
  const lines: Line[] = [];
  const notes: string[] = [];
  for (const connections of comparison.pace.connections) {
    const ours: LoadResult[] = [];
    const bare: LoadResult[] = [];
    for (let round = 0; round < comparison.pace.rounds; round += 1) {
      const runOurs = () => runRound(comparison.ours, connections, comparison);
      const runBare = () => runRound(comparison.bare, connections, comparison);
      const first = round % 2 === 0 ? await runOurs() : await runBare();
      const second = round % 2 === 0 ? await runBare() : await runOurs();
      const [one, two] = round % 2 === 0 ? [first, second] : [second, first];
      if ('void' in one || 'void' in two) {
        notes.push(
          `c=${connections}, round ${round + 1} is void: ${'void' in one ? one.void : ''} ${'void' in two ? two.void : ''}`,
        );
        continue;
      }
      ours.push(one);
      bare.push(two);
    }
    lines.push(...linesOf(connections, ours, bare, comparison.goals?.[connections]));
  }
  return { lines, notes };
}

function linesOf(
  connections: number,
  ours: readonly LoadResult[],
  bare: readonly LoadResult[],
  goals: { accepted?: Goal; tail?: Goal } = {},
): Line[] {
  const line = (what: string, unit: string, value: (result: LoadResult) => number, goal?: Goal) =>
    compare(`c=${connections}, ${what}`, unit, ours.map(value), bare.map(value), goal);
  return [
    line('accepted', 'messages/s', (result) => result.perSecond, goals.accepted),
    line('wait, half of them', 'ms', (result) => percentile(result.latencies, 0.5)),
    line('wait, 99 of 100', 'ms', (result) => percentile(result.latencies, 0.99), goals.tail),
  ];
}

/** One round; void when what was acknowledged and what is in the database differ. */
async function runRound(
  contender: Contender,
  connections: number,
  { pace, countKept }: DoorComparison,
): Promise<LoadResult | { void: string }> {
  const { pool } = contender.database;
  await pool.query('TRUNCATE "RoomMessage", "InboxMessage"');
  await pool.query('CHECKPOINT');
  const { port, next } = contender;
  const warmUp = await applyLoad({ port, connections, seconds: pace.warmUpSeconds, next });
  const result = await applyLoad({ port, connections, seconds: pace.seconds, next });
  const { rows } = await pool.query<{ kept: number }>(countKept);
  const acks = warmUp.acks + result.acks;
  const refused = warmUp.refused + result.refused;
  // What is still to be handled must not compete with the other contender's round.
  await pool.query('TRUNCATE "RoomMessage", "InboxMessage"');
  const kept = rows[0]?.kept ?? 0;
  return kept === acks && refused === 0 ? result : { void: `${acks} acknowledged, ${kept} kept, ${refused} refused` };
}
