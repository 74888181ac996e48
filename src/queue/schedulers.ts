import type { QueueHandle, StoredScheduler } from './backend.ts';
import type { JobContract } from './define-job.ts';

/** What became of the schedulers of one queue. */
export interface SchedulerChanges {
  readonly put: readonly string[];
  readonly removed: readonly string[];
}

/** The stored form of a contract's settings. Finished jobs leave nothing behind: a kept job would block its id. */
export function jobOptions({ attempts, backoff }: JobContract) {
  const retry = { attempts, backoff: { type: backoff.type, delay: backoff.delayMs } };
  return { ...retry, removeOnComplete: true, removeOnFail: true };
}

/**
 * Makes the schedulers of a queue those that are declared. One that stands is left alone, as putting it again would
 * shift its next tick; a missing, changed or stuck one is put again, and one no longer declared is removed.
 * A flush of Redis removes them without any error, so this runs again and again.
 */
export async function reconcileSchedulers(
  queue: QueueHandle,
  contracts: readonly JobContract[],
  now: number,
): Promise<SchedulerChanges> {
  const stored = new Map((await queue.getJobSchedulers()).map((scheduler) => [scheduler.key, scheduler]));
  const put: string[] = [];
  for (const contract of contracts) {
    const { name, every } = contract;
    if (every === undefined) continue;
    const standing = stored.get(name);
    stored.delete(name);
    if (standing !== undefined && Number(standing.every) === every && !isStuck(standing, every, now)) continue;
    // Putting it again would keep the far tick.
    if (standing !== undefined && isFar(standing, every, now)) await queue.removeJobScheduler(name);
    await queue.upsertJobScheduler(name, { every }, { name, data: {}, opts: jobOptions(contract) });
    put.push(name);
  }
  for (const key of stored.keys()) await queue.removeJobScheduler(key);
  return { put, removed: [...stored.keys()] };
}

const slack = (every: number) => Math.max(2 * every, 60_000);

/**
 * True when the next tick is long past: its job was lost, or nobody works the queue, where putting it does no harm.
 * True as well when it is far ahead.
 */
function isStuck(scheduler: StoredScheduler, every: number, now: number): boolean {
  const { next } = scheduler;
  return next === undefined || now - next > slack(every) || isFar(scheduler, every, now);
}

/** The clock was ahead when it was put, and has been set right since. */
const isFar = ({ next }: StoredScheduler, every: number, now: number) =>
  next !== undefined && next - now > slack(every);
