import { createQueueFactory, type QueueBackend, type WorkerSettings } from './backend.ts';
import type { JobContract, JobPayload } from './define-job.ts';
import { errorFields, isGone } from './error-fields.ts';
import { storedJobId } from './job-id.ts';
import type { JobBinding } from './job-handler.ts';
import { createProducers, type Producers } from './producers.ts';
import type { QueueLog } from './queue-log.ts';
import { queueNames, type QueueName } from './queue-names.ts';
import { proveRegistry } from './registry.ts';
import { createJobRuns } from './run-job.ts';
import { jobOptions, reconcileSchedulers } from './schedulers.ts';
import { within } from '../lib/within.ts';
import { createWorkers } from './workers.ts';

/** What a runner is made of. All durations are milliseconds. */
export interface QueueRunnerOptions extends Partial<WorkerSettings> {
  readonly backend: QueueBackend;
  readonly contracts: readonly JobContract[];
  readonly bindings: readonly JobBinding[];
  /** The queues that this process works; it can add to all of them. */
  readonly queues: readonly QueueName[];
  readonly log: QueueLog;
  /** How often missing workers and schedulers are put back. Default 20 s. */
  readonly reconcileEvery?: number;
  /** How long `add` waits for the queue. Default 2 s. */
  readonly addTimeout?: number;
  /** How long `close` may take in all; the signals of running jobs are aborted before half of it. Default 8 s. */
  readonly closeTimeout?: number;
}

/** What may be said about one added job. */
export interface AddOptions {
  /**
   * Jobs of one contract and id are one job until it has ended, then the id is free again. While it waits or runs a
   * second one is dropped, so the sweep must look once more for work that came while it ran.
   */
  readonly id?: string;
  readonly delayMs?: number;
}

/** Adds jobs, and works the queues of this process. */
export interface QueueRunner {
  /**
   * Wakes somebody up for work that already stands in a table. Never throws and never takes long: false means that the
   * queue is away, and that the sweep will find the work instead.
   */
  add<P extends JobPayload>(contract: JobContract<P>, payload: P, options?: AddOptions): Promise<boolean>;
  /** Puts back schedulers that are gone and removes those no longer declared. False when a queue is away. */
  ensureSchedulers(): Promise<boolean>;
  /** Starts workers and schedulers. A queue that is away does not fail the start: it is tried again soon. */
  start(): Promise<void>;
  /** True when every queue answers. */
  isReady(): Promise<boolean>;
  /** Lets running jobs end, aborts those that take too long so that they run again later, and frees all connections. */
  close(): Promise<void>;
}

const workerDefaults = { concurrency: 4, lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 3 };

/**
 * Joins contracts, handlers and a backend. A job is delivered at least once, and with PostgreSQL by the workers'
 * clocks, so it is never more than a reminder to look into a table.
 *
 * @throws AppError `job.registry` when a contract has no handler, or a handler no contract.
 */
export function createQueueRunner(options: QueueRunnerOptions): QueueRunner {
  proveRegistry(options.contracts, options.bindings);
  const {
    log,
    contracts,
    bindings,
    queues,
    addTimeout = 2_000,
    closeTimeout = 8_000,
    reconcileEvery = 20_000,
  } = options;
  const factory = createQueueFactory(options.backend);
  const producers = createProducers(factory, log);
  const runs = createJobRuns(bindings, log);
  const workers = createWorkers(factory, queues, runs, workerSettings(options), log);
  let reconciling: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  const ensureSchedulers = () => putSchedulers(producers, contracts, addTimeout, log);
  const reconcile = async () => {
    // First the schedulers, so that ticks of an earlier release end before a worker could meet them.
    await ensureSchedulers();
    await workers.ensure(addTimeout);
  };

  return {
    add: async (contract, payload, { id, delayMs } = {}) => {
      if (closing !== undefined) return false;
      const ids = id === undefined ? {} : { jobId: storedJobId(contract, id) };
      const opts = { ...jobOptions(contract), ...ids, ...(delayMs !== undefined && { delay: delayMs }) };
      const added = producers.queue(contract.queue).then((queue) => queue.add(contract.name, payload, opts));
      return await reached(added, addTimeout, log, { queue: contract.queue, job: contract.name });
    },
    ensureSchedulers,
    async start() {
      await reconcile();
      if (closing === undefined) reconciling = setInterval(() => void reconcile(), reconcileEvery).unref();
    },
    async isReady() {
      const counted = queueNames.map(async (name) => await (await producers.queue(name)).getJobCounts());
      return await reached(Promise.all(counted), addTimeout, log, {});
    },
    close: () => (closing ??= stop()),
  };

  async function stop(): Promise<void> {
    clearInterval(reconciling);
    // What is left of the time is for letting go of the connections.
    await workers.close(closeTimeout * 0.85);
    await producers.close();
  }
}

function workerSettings(given: Partial<WorkerSettings>): WorkerSettings {
  return {
    concurrency: given.concurrency ?? workerDefaults.concurrency,
    lockDuration: given.lockDuration ?? workerDefaults.lockDuration,
    stalledInterval: given.stalledInterval ?? workerDefaults.stalledInterval,
    maxStalledCount: given.maxStalledCount ?? workerDefaults.maxStalledCount,
  };
}

async function putSchedulers(
  producers: Producers,
  contracts: readonly JobContract[],
  patienceMs: number,
  log: QueueLog,
): Promise<boolean> {
  const put = queueNames.map(async (name) => {
    const own = contracts.filter((contract) => contract.queue === name);
    const queue = await producers.queue(name);
    const changes = await reconcileSchedulers(queue, own, Date.now()).catch((error: unknown) => {
      if (isGone(error)) producers.renew(name);
      throw error;
    });
    if (changes.put.length + changes.removed.length > 0)
      log.info({ queue: name, ...changes }, 'queue: schedulers put right');
  });
  return await reached(Promise.all(put), patienceMs, log, {});
}

/** Whether a request to the queue went through in time. The reason of a failure is logged here and nowhere else. */
async function reached(request: Promise<unknown>, ms: number, log: QueueLog, fields: object): Promise<boolean> {
  try {
    if (await within(request, ms)) return true;
    log.warn({ ...fields, code: 'queue.slow' }, 'queue did not answer in time; the sweep will make up for it');
  } catch (error) {
    log.warn({ ...fields, ...errorFields(error) }, 'queue is away; the sweep will make up for it');
  }
  return false;
}
