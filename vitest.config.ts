import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,chat,contract,replay,integration,meta}/**/*.test.ts'],
    // Those need a Redis: vitest.redis.config.ts runs them.
    exclude: ['**/*.redis.test.ts'],
    globalSetup: ['test/support/vitest-global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
});
