import { createJobBindings, jobContracts, type JobDeps } from '../../jobs/registry.ts';
import type { Wakeup } from '../chat/inbox/handle-deps.ts';
import { messenger } from '../chat/outbox/messenger.ts';
import { directory } from '../features/members/index.ts';
import { measureJobs, measureStalls } from '../queue/measure-jobs.ts';
import { queueNames } from '../queue/queue-names.ts';
import { createQueueRunner, type QueueRunner } from '../queue/queue-runner.ts';
import { databaseNow, guarded } from '../storage/index.ts';
import type { Clients } from './clients.ts';
import type { Parts } from './parts.ts';

/** The queue; it works jobs only where the role says so, and can be added to everywhere. */
export function createQueue(parts: Parts, { telegram, wechat, model }: Clients, committed: () => void) {
  const { config, database, transact, files, clock, log } = parts;
  const { REDIS_URL: url, TIMEZONE: zone, LOCALE: locale } = config;
  const jobs: JobDeps = {
    transact,
    messenger,
    directory,
    files,
    clock,
    databaseNow: () => databaseNow(database.pool),
    zone,
    locale,
    log,
    model,
    sources: new Map([...telegram, ...(wechat ? [wechat] : [])].map((door) => [door.platform, door])),
    wake: (contract, payload, id) => wakeUp(queue, [{ contract, payload, id }]),
    committed,
  };
  const queue: QueueRunner = createQueueRunner({
    backend: url ? { kind: 'redis', url } : { kind: 'postgres', connection: guarded(database.connection) },
    contracts: jobContracts,
    bindings: measureJobs(createJobBindings(jobs), parts.metrics.meter),
    queues: queueNames.filter((name) => (name === 'attach' ? parts.duties.files : parts.duties.jobs)),
    log: measureStalls(log, parts.metrics.meter),
  });
  return { queue, jobs };
}

/** A job that cannot be added is no loss: the sweep finds what it was for. */
export function wakeUp(queue: QueueRunner, wakeups: readonly Wakeup[]): void {
  for (const { contract, payload, id } of wakeups) void queue.add(contract, payload, id === undefined ? {} : { id });
}
