import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorCode } from '../../../src/lib/errors.ts';
import { layCable, type Cable } from '../../support/cable.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { defineJob } from '../../../src/queue/define-job.ts';
import { handleJob } from '../../../src/queue/job-handler.ts';
import { createQueueRunner } from '../../../src/queue/queue-runner.ts';
import { tallyingLog, type BackendUnderTest } from './queue-bench.ts';
import { describeFaults } from './queue-faults.suite.ts';
import { describeJobs } from './queue-runner.suite.ts';
import { Tally } from './tally.ts';

/** Forgets jobs and schedulers but keeps BullMQ's ledger of its migrations. */
const wipeJobs = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%' LOOP
      EXECUTE format('TRUNCATE bullmq.%I CASCADE', name);
    END LOOP;
  END $$`;

/** Workers hold locks of their own while it runs; whoever loses a deadlock tries again. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (errorCode(error) !== '40P01' || tries === 10) throw error;
    }
  }
}

describe('the queue in PostgreSQL', { timeout: 30_000 }, () => {
  let cable: Cable;
  let database: TestDatabase;
  let under: BackendUnderTest;
  beforeAll(async () => {
    database = await createTestDatabase();
    const { host, port, ...login } = database.connection;
    cable = await layCable(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    under = {
      backend: { kind: 'postgres', connection: { ...login, host: cable.host, port: cable.port } },
      cut: () => cable.cut(),
      mend: () => cable.mend(),
      wipe: () => untilDone(() => database.asOwner(wipeJobs)),
    };
  });
  afterAll(async () => {
    await cable.cut();
    await database.close();
  });

  describe('works jobs', () => {
    describeJobs(() => under);
  });
  describe('bears faults', () => {
    describeFaults(() => under);
  });

  it('comes back by itself after its tables were dropped', { timeout: 60_000 }, async () => {
    const ticks = new Tally<number>();
    const tick = defineJob({ name: 'tick', queue: 'maintain', payload: z.object({}), every: 200 });
    const runner = createQueueRunner({
      backend: under.backend,
      contracts: [tick],
      bindings: [handleJob(tick, async () => ticks.add(performance.now()))],
      queues: ['maintain'],
      log: tallyingLog(),
      reconcileEvery: 500,
    });
    await runner.start();
    await ticks.reaches(1);
    await untilDone(() => database.asOwner('DROP SCHEMA bullmq CASCADE'));
    const before = ticks.seen.length;
    await ticks.reaches(before + 3, 45_000);
    await runner.close();
    expect(ticks.seen.length).toBeGreaterThanOrEqual(before + 3);
  });
});
