import { z } from 'zod';
import { createQueueRunner } from '../../../src/queue/queue-runner.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { handleJob } from '../../../src/queue/job-handler.ts';
import { noteJob } from './queue-bench.ts';

/** A worker of its own process that tells its parent when it holds a job, and never ends it. */
const connection = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  password: z.string().optional(),
  database: z.string(),
});
const backend = z
  .union([
    z.object({ kind: z.literal('postgres'), connection }),
    z.object({ kind: z.literal('redis'), url: z.string(), prefix: z.string() }),
  ])
  .parse(JSON.parse(process.env['QUEUE_BACKEND'] ?? ''));

const holding = handleJob(noteJob, async () => {
  process.send?.('holding');
  await new Promise(() => {});
});

await createQueueRunner({
  backend,
  contracts: [noteJob],
  bindings: [holding],
  queues: ['maintain'],
  log: silentLogger,
  lockDuration: 2_000,
  stalledInterval: 500,
}).start();
