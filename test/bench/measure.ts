import type { BenchServer } from './bench-server.ts';
import type { Pace } from './bench-options.ts';
import type { Report } from './figures.ts';

/** One part of the bench. */
export interface Measure {
  /** For --only. */
  name: string;
  run(context: { server: BenchServer; pace: Pace }): Promise<Report>;
}
