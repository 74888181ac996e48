// The usual way to send: a BullMQ job for each message, and a worker that makes the call. On PostgreSQL, or on Redis
// when REDIS_URL says so.
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';

const { DATABASE_URL, REDIS_URL, PLATFORM_PORT, AT_ONCE } = process.env;
const concurrency = Number(AT_ONCE);
const { Queue, Worker } = withBackend(REDIS_URL ? createRedisBackend : createPostgresBackend);
const connection = REDIS_URL
  ? { url: REDIS_URL, maxRetriesPerRequest: null }
  : { connectionString: DATABASE_URL, max: concurrency, migrate: true };
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

function send(message) {
  const body = JSON.stringify(message);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const call = request({ port: PLATFORM_PORT, host: '127.0.0.1', path: '/send', method: 'POST', agent, headers });
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    });
    call.end(body);
  });
}

const queue = new Queue('send', { connection });
await queue.waitUntilReady();
const text = '【提醒】主题党日：垃圾分类怎么推进 明天 15:00 开始，地点：社区二楼。还没回复的朋友请回“参加”或“请假”。';

// Each line is a number of messages: they are added, then worked off; the milliseconds of the latter are printed.
for await (const line of createInterface({ input: process.stdin })) {
  const messages = Number(line);
  const jobs = Array.from({ length: messages }, (_, index) => ({
    name: 'send',
    data: { chat: -1_000_000 - index, key: String(index), text },
    opts: { removeOnComplete: true },
  }));
  for (let first = 0; first < messages; first += 1000) await queue.addBulk(jobs.slice(first, first + 1000));
  let done = 0;
  const begun = performance.now();
  await new Promise((resolve, reject) => {
    const worker = new Worker('send', (job) => send(job.data), { connection, concurrency });
    worker.on('failed', (_job, error) => reject(error));
    worker.on('completed', () => {
      done += 1;
      if (done === messages) resolve(worker.close());
    });
  });
  process.stdout.write(`${performance.now() - begun}\n`);
}
await queue.close();
