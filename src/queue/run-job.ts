import { setTimeout as wait } from 'node:timers/promises';
import { UnrecoverableError, WaitingError } from 'bullmq';
import { AppError } from '../lib/errors.ts';
import { errorFields } from './error-fields.ts';
import type { JobBinding } from './job-handler.ts';
import type { QueueLog } from './queue-log.ts';

/** The part of a BullMQ job that a run needs. */
export interface StoredJob {
  readonly id?: string | undefined;
  readonly name: string;
  readonly data: unknown;
  readonly attemptsMade: number;
  readonly opts: { readonly attempts?: number | undefined };
  moveToWait(token?: string): Promise<unknown>;
}

/** Time a handler has to end after its signal was aborted, before it is given up and counted as failed. */
const graceMs = 5_000;

/** Runs jobs of one process, and can tell all that are running to stop. */
export interface JobRuns {
  run(job: StoredJob, token?: string): Promise<void>;
  /** Aborts the signal of every running job; those that end by an error go back to the queue, uncounted. */
  abortAll(): void;
  readonly size: number;
}

/** Keeps account of the runs, so that `abortAll` reaches them. */
export function createJobRuns(bindings: readonly JobBinding[], log: QueueLog): JobRuns {
  const byName = new Map(bindings.map((binding) => [binding.contract.name, binding]));
  const running = new Set<AbortController>();
  let stopping = false;

  async function run(job: StoredJob, token?: string): Promise<void> {
    const binding = byName.get(job.name);
    if (binding === undefined) {
      log.error({ job: job.name, id: job.id }, 'dropped a job that no handler of this release knows');
      throw new UnrecoverableError(`no handler for job ${job.name}`);
    }
    const control = new AbortController();
    running.add(control);
    try {
      await runInTime(binding, job, control);
    } catch (error) {
      if (stopping && control.signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      throw settle(error, job, log);
    } finally {
      running.delete(control);
    }
  }

  return {
    run,
    abortAll() {
      stopping = true;
      for (const control of running)
        control.abort(new AppError('job.stopping', 'The process is stopping', { transient: true }));
    },
    get size() {
      return running.size;
    },
  };
}

/** Aborts a run whose time is up, and stops waiting for a handler that does not heed it. */
async function runInTime(binding: JobBinding, job: StoredJob, control: AbortController): Promise<void> {
  const { timeoutMs } = binding.contract;
  const late = new AppError('job.timeout', `The run took longer than ${timeoutMs} ms`, { transient: true });
  const ended = new AbortController();
  const overtime = wait(timeoutMs, undefined, { signal: ended.signal }).then(() => {
    control.abort(late);
    return wait(graceMs, undefined, { signal: ended.signal });
  });
  const run = binding.run(job.data, { id: job.id ?? '', attempt: job.attemptsMade + 1, signal: control.signal });
  try {
    await Promise.race([run, overtime.then(() => Promise.reject(late))]);
  } finally {
    ended.abort();
  }
}

/** Logs a failure and turns it into what BullMQ understands, keeping texts that may quote data out of the queue. */
function settle(error: unknown, job: StoredJob, log: QueueLog): Error {
  const fields = { job: job.name, id: job.id, attempt: job.attemptsMade + 1, ...errorFields(error) };
  const final = error instanceof AppError && !error.transient;
  if (final || job.attemptsMade + 1 >= (job.opts.attempts ?? 1)) log.error(fields, 'job failed for good');
  else log.warn(fields, 'job failed and will be tried again');
  return final ? new UnrecoverableError(fields.code) : new Error(fields.code);
}
