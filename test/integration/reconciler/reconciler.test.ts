import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createReconciler, judgeClock, judgeEviction, type ReconcilerDeps } from '../../../src/app/reconciler.ts';
import { databaseNow, inTransaction, readClockGap } from '../../../src/storage/index.ts';
import { createTestDatabase } from '../../support/database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

function reconcilerWith(more: Partial<ReconcilerDeps> = {}) {
  const calls: string[] = [];
  const warnings: { fields: object; message: string }[] = [];
  const reconciler = createReconciler({
    pool: database.pool,
    transact: (work) => inTransaction(database, work),
    queue: {
      ensureSchedulers: () => {
        calls.push('schedulers');
        return Promise.resolve(true);
      },
    },
    wake: (contract, payload, id) => void calls.push(`${contract.name} ${JSON.stringify(payload)} ${id ?? ''}`),
    remind: () => {
      calls.push('remind');
      return Promise.resolve(1);
    },
    nudge: () => void calls.push('nudge'),
    redisUrl: undefined,
    mends: true,
    log: { ...silentLogger, warn: (fields: object, message: string) => void warnings.push({ fields, message }) },
    ...more,
  });
  return { reconciler, calls, warnings };
}

describe('the reconciler', () => {
  it('leaves everything alone when all is well', async () => {
    const { reconciler, calls, warnings } = reconcilerWith();
    await reconciler.look();
    expect(calls).toEqual(['schedulers']);
    expect(warnings).toEqual([]);
    expect(reconciler.checks()).toEqual({ clock: { ok: true, detail: 'ok' }, memory: { ok: true, detail: 'ok' } });
  });

  it('finds what lies beyond its time, puts it right, and says so once', async () => {
    const { pool } = database;
    await pool.query(`INSERT INTO "Unit" (id, key, name) VALUES (71, 'u', 'u')`);
    await pool.query(`INSERT INTO "Draft" (id, "unitId", number, query, "requestedById", conversation, "inboxId", "createdAt")
      VALUES (5, 71, 1, '', 1, 'web:main', 1, now() - interval '30 s'), (6, 71, 2, '', 1, 'web:main', 2, now())`);
    await pool.query(`INSERT INTO "Member" (id, "unitId", key, name) VALUES (72, 71, 'm', 'm')`);
    await pool.query(`INSERT INTO "Submission" (id, "unitId", number, "authorId", text, conversation, "messageId", "inboxId", at)
      VALUES (73, 71, 1, 72, '', 'web:main', '1', 1, now())`);
    await pool.query(`INSERT INTO "Attachment" ("unitId", "submissionId", name, type, size, remote, "createdAt")
      VALUES (71, 73, 'a', 'b', 1, '{}', now() - interval '3 min')`);
    await pool.query(`INSERT INTO "InboxMessage" (platform, account, "updateKey", conversation, "dueAt")
      VALUES ('web', 'web', 'k', 'web:main', now() - interval '2 min')`);
    await pool.query(`INSERT INTO "OutboxMessage" (platform, conversation, body, state, "leaseUntil")
      VALUES ('web', 'web:main', '{}', 'sending', now() - interval '2 min')`);
    await pool.query(`INSERT INTO "Activity" (id, "unitId", number, kind, title, "startsAt", "endsAt", "createdById", "inboxId")
      VALUES (9, 71, 1, 'meeting', '', now(), now(), 1, 3)`);
    await pool.query(`INSERT INTO "ReminderStep" ("activityId", kind, conversation, "dueAt")
      VALUES (9, 'check_in', 'web:main', now() - interval '2 min')`);
    const { reconciler, calls, warnings } = reconcilerWith();
    await reconciler.look();
    await reconciler.look();
    expect(calls.filter((call) => call.startsWith('draft'))).toEqual(Array(2).fill('draft-proposal {"draftId":5} 5'));
    expect(calls.filter((call) => /attachment/.test(call))).toHaveLength(2);
    expect(calls).toContain('nudge');
    expect(calls).toContain('remind');
    expect(reconciler.condition()).toMatchObject({
      stuck: { inbox: 1, outbox: 1, drafts: 0, attachments: 1, reminders: 1 },
      woken: { drafts: 2, attachments: 2 },
      reminded: 2,
    });
    expect(warnings.map(({ message }) => message)).toEqual(['reconciler: rows that wait too long']);
  });

  it('goes on with the rest when a part fails', async () => {
    const { reconciler, calls, warnings } = reconcilerWith({
      queue: { ensureSchedulers: () => Promise.reject(new Error('away')) },
      redisUrl: 'redis://127.0.0.1:1/0',
    });
    await reconciler.look();
    expect(calls).toContain('remind');
    expect(warnings.map(({ fields }) => fields)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ part: 'schedulers' }),
        expect.objectContaining({ part: 'memory' }),
      ]),
    );
  });

  it('only looks where no jobs are worked', async () => {
    const { reconciler, calls } = reconcilerWith({ mends: false });
    await reconciler.look();
    expect(calls).toEqual([]);
  });
});

describe('a clock that goes wrong while the program runs', () => {
  /** The database as seen from a machine whose clock is `seconds` behind it. */
  const ahead = (seconds: number): ReconcilerDeps['pool'] =>
    Object.assign(Object.create(database.pool), {
      query: async (sql: string) =>
        sql.includes('clock_timestamp')
          ? { rows: [{ now: new Date((await databaseNow(database.pool)).getTime() + seconds * 1000) }] }
          : await database.pool.query(sql),
    });

  it('is noticed once it is more than five seconds off, and when it is right again', async () => {
    expect(Math.abs(await readClockGap(database.pool))).toBeLessThan(1_000);
    const { reconciler, warnings } = reconcilerWith({ pool: ahead(3_600), mends: false });
    await reconciler.look();
    await reconciler.look();
    expect(reconciler.checks().clock).toMatchObject({ ok: false, detail: expect.stringMatching(/^36\d\d\.\d s/) });
    expect(warnings.map(({ message }) => message)).toContain('the clock is off the database');
    expect(reconcilerWith({ pool: ahead(4), mends: false }).reconciler.checks().clock.ok).toBe(true);
  });

  it.each([
    [0, true],
    [4_999, true],
    [-5_000, true],
    [5_001, false],
    [-86_400_000, false],
  ])('a gap of %i ms: %s', (gap, ok) => {
    expect(judgeClock(gap).ok).toBe(ok);
  });
});

it.each([
  [null, true],
  ['noeviction', true],
  ['allkeys-lru', false],
])('a Redis with maxmemory-policy %s: %s', (policy, ok) => {
  expect(judgeEviction(policy).ok).toBe(ok);
});
