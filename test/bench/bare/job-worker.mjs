// A BullMQ worker on PostgreSQL with its default lock and its default look for stalled jobs.
// `hold`: adds one job and never ends it, as a process that is killed meanwhile. `end`: ends whatever it is given.
import { createPostgresBackend, withBackend } from 'bullmq';

const { Queue, Worker } = withBackend(createPostgresBackend);
const connection = { connectionString: process.env.DATABASE_URL, max: 4, migrate: true };
const [, , what] = process.argv;
const worker = new Worker(
  'stall',
  async () => {
    process.stdout.write('1\n');
    if (what === 'hold') await new Promise(() => {});
  },
  { connection },
);
worker.on('error', () => {});
await worker.waitUntilReady();
if (what === 'hold') {
  const queue = new Queue('stall', { connection });
  await queue.add('send', {});
} else process.stdout.write('0\n');
process.on('SIGTERM', () => process.exit(0));
