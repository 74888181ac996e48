// The usual way to remind many groups: one BullMQ job for each, added in bulk to its PostgreSQL backend.
import { createInterface } from 'node:readline';
import { createPostgresBackend, withBackend } from 'bullmq';

const { DATABASE_URL, REMINDERS, PER_CALL } = process.env;
const { Queue } = withBackend(createPostgresBackend);
const queue = new Queue('reminders', { connection: { connectionString: DATABASE_URL, max: 8, migrate: true } });
await queue.waitUntilReady();

const text = '【提醒】主题党日：垃圾分类怎么推进 明天 15:00 开始，地点：社区二楼。还没回复的朋友请回“参加”或“请假”。';
const jobs = Array.from({ length: Number(REMINDERS) }, (_, index) => ({
  name: 'remind',
  data: { platform: 'web', conversation: `web:group-${index}`, subject: `activity:${index}`, body: { text } },
  opts: { jobId: `activity-${index}-day_before`, removeOnComplete: true },
}));

// Each line is a round: everything is added, then the milliseconds it took are printed.
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'go') break;
  const begun = performance.now();
  for (let first = 0; first < jobs.length; first += Number(PER_CALL)) {
    await queue.addBulk(jobs.slice(first, first + Number(PER_CALL)));
  }
  process.stdout.write(`${performance.now() - begun}\n`);
}
await queue.close();
