import { z } from 'zod';
import type { QueueBackend } from '../../../src/queue/backend.ts';
import { defineJob, type JobContract } from '../../../src/queue/define-job.ts';
import { handleJob, type JobBinding, type JobRun } from '../../../src/queue/job-handler.ts';
import type { QueueLog } from '../../../src/queue/queue-log.ts';
import { createQueueRunner, type QueueRunner, type QueueRunnerOptions } from '../../../src/queue/queue-runner.ts';
import { Tally } from './tally.ts';

/** What the suite needs of a backend under test. */
export interface BackendUnderTest {
  /** The real thing, reached through a cable. */
  readonly backend: QueueBackend;
  /** Breaks the connection to it, and mends it. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Forgets every job and scheduler, as a flush does. */
  wipe(): Promise<void>;
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** A log that a test can read and wait for. */
export function tallyingLog(): QueueLog & { lines: Tally<LogLine> } {
  const lines = new Tally<LogLine>();
  const at = (level: LogLine['level']) => (fields: object, message: string) => lines.add({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

export const notePayload = z.object({ row: z.string() });

/** A job whose payload is a row id; quick to retry. */
export const noteJob = defineJob({
  name: 'note-row',
  queue: 'maintain',
  payload: notePayload,
  attempts: 3,
  backoff: { type: 'fixed', delayMs: 50 },
});

/** The bench: makes runners for a test and closes them after it. */
export function createBench(under: () => BackendUnderTest) {
  const runners: QueueRunner[] = [];
  return {
    /** A runner with short times; `start` it to work its queue. */
    runner(contract: JobContract, binding: JobBinding, more: Partial<QueueRunnerOptions> = {}): QueueRunner {
      const runner = createQueueRunner({
        backend: under().backend,
        contracts: [contract],
        bindings: [binding],
        queues: ['maintain'],
        log: tallyingLog(),
        stalledInterval: 500,
        lockDuration: 2_000,
        closeTimeout: 2_000,
        ...more,
      });
      runners.push(runner);
      return runner;
    },
    /** A handler of `noteJob` that reports each run. */
    noting(then: (row: string, run: JobRun) => Promise<void> = async () => {}) {
      const runs = new Tally<{ row: string; attempt: number }>();
      const binding = handleJob(noteJob, async ({ row }, run) => {
        runs.add({ row, attempt: run.attempt });
        await then(row, run);
      });
      return { runs, binding };
    },
    async clear() {
      await under().mend();
      await Promise.all(runners.splice(0).map((runner) => runner.close()));
      await under().wipe();
    },
  };
}
