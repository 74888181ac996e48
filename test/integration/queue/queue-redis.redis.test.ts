import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { layCable, type Cable } from '../../support/cable.ts';
import type { BackendUnderTest } from './queue-bench.ts';
import { describeFaults } from './queue-faults.suite.ts';
import { describeJobs } from './queue-runner.suite.ts';

describe('the queue in Redis', () => {
  let cable: Cable;
  let redis: Redis;
  let under: BackendUnderTest;
  beforeAll(async () => {
    const port = inject('redisPort');
    cable = await layCable({ host: '127.0.0.1', port });
    redis = new Redis(port, '127.0.0.1');
    under = {
      backend: { kind: 'redis', url: `redis://${cable.host}:${cable.port}/0`, prefix: 'tongxin-test' },
      cut: () => cable.cut(),
      mend: () => cable.mend(),
      wipe: async () => void (await redis.flushall()),
    };
  });
  afterAll(async () => {
    await redis.quit();
    await cable.cut();
  });

  describe('works jobs', () => {
    describeJobs(() => under);
  });
  describe('bears faults', () => {
    describeFaults(() => under);
  });
});
