import { afterAll, beforeAll, describe } from 'vitest';
import { errorCode } from '../../../src/lib/errors.ts';
import { layCable, type Cable } from '../../support/cable.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
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

/** Workers hold locks of their own while it runs; whoever loses a deadlock tries again. */
async function wipe({ asOwner }: TestDatabase): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await asOwner(wipeJobs);
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
      wipe: async () => await wipe(database),
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
