import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of the measures to run, joined by commas; undefined = all. */
  only: string | undefined;
  /** Few and short rounds: shows that the bench works and roughly where things stand. */
  quick: boolean;
  /** Runs although the machine is busy. */
  force: boolean;
  /** File for the figures as JSON. */
  json: string | undefined;
}

export function readBenchOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  return { only: values.only, quick: values.quick, force: values.force, json: values.json };
}

/** How long and how often is measured. */
export interface Pace {
  rounds: number;
  warmUpSeconds: number;
  seconds: number;
  /** Keep-alive connections at once, one figure for each. */
  connections: readonly number[];
  /** Reports handed in for the handling measure. */
  reports: number;
  /** Groups with a reminder due at the same minute. */
  reminders: number;
  /** Messages in the outbox for the measure of sending. */
  messages: number;
  /** Least possible seconds of the paced round. */
  pacingSeconds: number;
  /** Calls to the model, one after the other. */
  modelCalls: number;
  starts: number;
  kills: number;
  /** Waited after a start before memory is read: caches and pools have settled. */
  idleSeconds: number;
}

export const paceOf = ({ quick }: BenchOptions): Pace =>
  quick
    ? {
        rounds: 1,
        warmUpSeconds: 0.3,
        seconds: 1,
        connections: [1, 64],
        reports: 40,
        reminders: 20_000,
        messages: 2_000,
        pacingSeconds: 5,
        modelCalls: 100,
        starts: 1,
        kills: 3,
        idleSeconds: 3,
      }
    : {
        rounds: 3,
        warmUpSeconds: 0.7,
        seconds: 2.5,
        connections: [1, 16, 64],
        reports: 200,
        reminders: 100_000,
        messages: 5_000,
        pacingSeconds: 25,
        modelCalls: 500,
        starts: 3,
        kills: 7,
        idleSeconds: 5,
      };
