import { afterAll, beforeAll, describe } from 'vitest';
import { layCable, type Cable } from '../../support/cable.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { BackendUnderTest } from './queue-bench.ts';
import { describeFaults } from './queue-faults.suite.ts';
import { describeJobs } from './queue-runner.suite.ts';

/** Forgets jobs and schedulers but keeps BullMQ's ledger of its migrations. */
const wipeJobs = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%' LOOP
      EXECUTE format('TRUNCATE bullmq.%I CASCADE', name);
    END LOOP;
  END $$`;

describe('the queue in PostgreSQL', { timeout: 30_000 }, () => {
  let cable: Cable;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let under: BackendUnderTest;
  beforeAll(async () => {
    database = await createTestDatabase();
    const { host, port, user, database: name } = database.connection;
    cable = await layCable({ path: `${host}/.s.PGSQL.${port ?? 5432}` });
    under = {
      backend: { kind: 'postgres', connection: { host: cable.host, port: cable.port, user, database: name } },
      cut: () => cable.cut(),
      mend: () => cable.mend(),
      wipe: async () => void (await database.pool.query(wipeJobs)),
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
});
