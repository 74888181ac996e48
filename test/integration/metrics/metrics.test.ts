import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readFigures } from '../../../src/chat/figures.store.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import { measureIntake } from '../../../src/chat/inbox/measured-intake.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { defineJob } from '../../../src/queue/define-job.ts';
import { handleJob } from '../../../src/queue/job-handler.ts';
import { measureJobs, measureStalls, stalledMessage } from '../../../src/queue/measure-jobs.ts';
import { createTestDatabase } from '../../support/database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const idle = {
  stuck: { inbox: 0, outbox: 0, drafts: 0, attachments: 0, reminders: 0 },
  woken: { drafts: 0, attachments: 0 },
  reminded: 0,
  clockGapMs: 0,
  evictionPolicy: null,
};
const scrape = (metrics: ReturnType<typeof createMetrics>, reconciled = idle) =>
  metrics.scrape({ figures: () => readFigures(database.pool), reconciled: () => reconciled });

/** The value of one line; labels in the order in which they are written. */
const valueOf = (text: string, line: string) => {
  const found = text.split('\n').find((one) => one.startsWith(`tongxin_${line} `));
  return found === undefined ? `no ${line}` : Number(found.split(' ').at(-1));
};

describe('the figures', () => {
  it('are all there, and zero, before anything has happened', async () => {
    const text = await scrape(createMetrics());
    for (const line of [
      'inbox_messages{state="set_aside"}',
      'inbox_age_seconds',
      'outbox_messages{state="unknown",priority="1"}',
      'outbox_age_seconds{priority="0"}',
      'reminder_lateness_seconds',
      'reminders_last_hour{le="+Inf"}',
      'untold_notices',
      'stuck_rows{kind="drafts"}',
      'reconciler_repairs{kind="reminders"}',
    ]) {
      expect([line, valueOf(text, line)]).toEqual([line, 0]);
    }
    expect(text).toMatch(/^process_cpu_seconds_total/m);
  });

  it('tell from the database what waits, how long, how late and at what cost', async () => {
    await database.pool.query(`
      INSERT INTO "InboxMessage" (platform, account, "updateKey", conversation, state, "dueAt") VALUES
        ('web', 'w', '1', 'web:m', 'pending', now() - interval '30 s'), ('web', 'w', '2', 'web:m', 'set_aside', now())`);
    await database.pool.query(`
      INSERT INTO "OutboxMessage" (platform, conversation, body, state, priority, "dueAt", "naturalKey", "sentAt") VALUES
        ('web', 'web:m', '{"text":""}', 'due', 1, now() - interval '20 s', NULL, NULL),
        ('web', 'web:m', '{"text":""}', 'unknown', 0, now(), NULL, NULL),
        ('web', 'web:m', '{"text":""}', 'sent', 1, now(), 'activity:1:day_before:web:m', now()),
        ('web', 'web:m', '{"text":""}', 'sent', 1, now(), 'activity:1:two_hours:web:m', now())`);
    await database.pool.query(`INSERT INTO "Unit" (id, key, name) VALUES (1, 'u', 'u')`);
    await database.pool.query(`
      INSERT INTO "Activity" (id, "unitId", number, kind, title, "startsAt", "endsAt", "createdById", "inboxId")
      VALUES (1, 1, 1, 'meeting', 't', now(), now(), 1, 1)`);
    await database.pool.query(`
      INSERT INTO "ReminderStep" ("activityId", kind, conversation, "dueAt", state, "doneAt") VALUES
        (1, 'day_before', 'web:m', now() - interval '2 s', 'done', now()),
        (1, 'two_hours', 'web:m', now() - interval '40 s', 'done', now()),
        (1, 'check_in', 'web:m', now() - interval '50 s', 'due', NULL)`);
    await database.pool.query(`INSERT INTO "Notice" ("unitId", "naturalKey", body) VALUES (1, 'n', '{"text":""}')`);
    await database.pool.query(
      `INSERT INTO "Draft" (id, "unitId", number, query, "requestedById", conversation, "inboxId") VALUES (1, 1, 1, 'q', 1, 'web:m', 2)`,
    );
    await database.pool.query(`
      INSERT INTO "LlmCall" ("draftId", "promptId", "promptVersion", model, state, "promptTokens", "completionTokens", error) VALUES
        (1, 'p', 1, 'm', 'answered', 100, 20, NULL), (1, 'p', 1, 'm', 'failed', 50, NULL, 'llm.timeout')`);
    const text = await scrape(createMetrics(), {
      ...idle,
      stuck: { ...idle.stuck, inbox: 3 },
      reminded: 2,
      clockGapMs: -1500,
    });
    const values = Object.fromEntries(
      [
        'inbox_messages{state="pending"}',
        'inbox_messages{state="set_aside"}',
        'outbox_messages{state="due",priority="1"}',
        'outbox_messages{state="unknown",priority="0"}',
        'reminders_last_hour{le="1"}',
        'reminders_last_hour{le="5"}',
        'reminders_last_hour{le="60"}',
        'model_calls{outcome="llm.timeout"}',
        'model_tokens{kind="prompt"}',
        'model_tokens{kind="completion"}',
        'untold_notices',
        'stuck_rows{kind="inbox"}',
        'reconciler_repairs{kind="reminders"}',
        'clock_gap_seconds',
      ].map((line) => [line, valueOf(text, line)]),
    );
    expect(Object.values(values)).toEqual([1, 1, 1, 1, 0, 1, 2, 1, 150, 20, 1, 3, 2, -1.5]);
    expect(valueOf(text, 'inbox_age_seconds')).toBeCloseTo(30, -1);
    expect(valueOf(text, 'outbox_age_seconds{priority="1"}')).toBeCloseTo(20, -1);
    expect(valueOf(text, 'reminder_lateness_seconds')).toBeCloseTo(50, -1);
  });
});

describe('the counts of a process', () => {
  it('tell updates accepted, unavailable and refused, and the time each took', async () => {
    const metrics = createMetrics();
    const update = {
      account: 'a',
      updateKey: '1',
      messageKey: null,
      conversation: conversationId({ platform: 'web', chat: 'm' }),
      payload: {},
    };
    let now = 0;
    let fault: Error | null = null;
    const intake = measureIntake(
      {
        async accept() {
          now += 0.004;
          if (fault) throw fault;
        },
      },
      'web',
      metrics.meter,
      () => now,
    );
    await intake.accept([update, update, update]);
    fault = new AppError('storage.unavailable', 'away', { transient: true });
    await expect(intake.accept([update])).rejects.toBe(fault);
    fault = new Error('bad');
    await expect(intake.accept([update])).rejects.toBe(fault);
    const text = await scrape(metrics);
    expect(valueOf(text, 'intake_updates_total{platform="web",outcome="accepted"}')).toBe(3);
    expect(valueOf(text, 'intake_updates_total{platform="web",outcome="unavailable"}')).toBe(1);
    expect(valueOf(text, 'intake_updates_total{platform="web",outcome="refused"}')).toBe(1);
    expect(valueOf(text, 'intake_seconds_bucket{le="0.005",platform="web",outcome="accepted"}')).toBe(1);
    expect(valueOf(text, 'intake_batch_updates_sum{platform="web"}')).toBe(5);
  });

  it('tell jobs done, failed, cut off and stalled', async () => {
    const metrics = createMetrics();
    const contract = defineJob({ name: 'try', queue: 'maintain', payload: z.object({ ends: z.string() }) });
    const [binding] = measureJobs(
      [
        handleJob(contract, async ({ ends }) => {
          if (ends === 'badly') throw new Error('bad');
        }),
      ],
      metrics.meter,
    );
    const run = { id: '1', attempt: 1, signal: new AbortController().signal };
    await binding?.run({ ends: 'well' }, run);
    await expect(binding?.run({ ends: 'badly' }, run)).rejects.toThrow('bad');
    await expect(binding?.run({ ends: 'badly' }, { ...run, signal: AbortSignal.abort() })).rejects.toThrow('bad');
    measureStalls(silentLogger, metrics.meter).warn({ queue: 'maintain', id: '1' }, stalledMessage);
    const text = await scrape(metrics);
    const jobs = text.split('\n').filter((line) => line.startsWith('tongxin_jobs_total{'));
    expect(jobs.map((line) => /outcome="(\w+)"} (\d)/.exec(line)?.slice(1).join(' '))).toEqual([
      'done 1',
      'failed 1',
      'cut_off 1',
      'stalled 1',
    ]);
  });
});
