import type { QueueFactory, WorkerHandle, WorkerSettings } from './backend.ts';
import { errorFields, isGone } from './error-fields.ts';
import { stalledMessage } from './measure-jobs.ts';
import type { QueueLog } from './queue-log.ts';
import type { QueueName } from './queue-names.ts';
import type { JobRuns } from './run-job.ts';
import { within } from '../lib/within.ts';

/** The working ends of the queues of one process. */
export interface Workers {
  /** Starts a worker for each queue that has none. Returns within `patienceMs`; a queue that is away is awaited. */
  ensure(patienceMs: number): Promise<void>;
  /** Takes no more jobs, waits for the running ones, aborts them at half of `boundMs` and leaves at `boundMs`. */
  close(boundMs: number): Promise<void>;
}

/** How long cutting the connections of a worker that still has a job may take. */
const leaveMs = 500;
/** How long closing may take when no job is running: disconnecting from a server that answers takes some 10 ms. */
const idleCloseMs = 1_000;

/** Prepares workers for the named queues; none is started yet. */
export function createWorkers(
  factory: QueueFactory,
  names: readonly QueueName[],
  runs: JobRuns,
  settings: WorkerSettings,
  log: QueueLog,
): Workers {
  const started = new Map<QueueName, WorkerHandle>();
  let closing = false;

  function open(name: QueueName): WorkerHandle {
    const worker = factory.worker(name, (job, token) => runs.run(job, token), settings);
    worker.on('error', (error) => {
      log.warn({ queue: name, ...errorFields(error) }, 'queue: the worker has a fault');
      if (isGone(error) && !closing && started.get(name) === worker) {
        // The next `ensure` makes another, and with it the tables.
        started.delete(name);
        void letGo(name, worker, log);
      }
    });
    worker.on('stalled', (id) => log.warn({ queue: name, id }, stalledMessage));
    started.set(name, worker);
    return worker;
  }

  async function start(name: QueueName): Promise<void> {
    try {
      await open(name).waitUntilReady();
      log.info({ queue: name }, 'queue: worker ready');
    } catch (error) {
      log.warn({ queue: name, ...errorFields(error) }, 'queue: the worker could not start and will be tried again');
      // BullMQ remembers a failed opening, so this worker is of no use any more. The next `ensure` makes another.
      const useless = started.get(name);
      started.delete(name);
      if (useless !== undefined) await letGo(name, useless, log);
    }
  }

  return {
    async ensure(patienceMs) {
      const missing = closing ? [] : names.filter((name) => !started.has(name));
      await within(Promise.allSettled(missing.map(start)), patienceMs);
    },
    async close(boundMs) {
      closing = true;
      const workers = [...started.values()];
      const closed = Promise.allSettled(workers.map((worker) => worker.close()));
      const idle = Math.min(idleCloseMs, boundMs / 2);
      if (await within(closed, runs.size > 0 ? boundMs / 2 : idle)) return;
      runs.abortAll();
      if (await within(closed, runs.size > 0 ? boundMs / 2 : idle)) return;
      log.warn({ running: runs.size }, 'queue: left without waiting for the running jobs; they run again elsewhere');
      await within(Promise.allSettled(workers.map((worker) => worker.disconnect())), leaveMs);
    },
  };
}

/** Closes a worker that is of no use any more; what becomes of that changes nothing. */
async function letGo(name: QueueName, worker: WorkerHandle, log: QueueLog): Promise<void> {
  try {
    await within(worker.close(), idleCloseMs);
  } catch (error) {
    log.warn({ queue: name, ...errorFields(error) }, 'queue: a worker did not close cleanly');
  }
}
