import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,chat,contract,replay,integration,meta}/**/*.test.ts'],
    // Those need a Redis: vitest.redis.config.ts runs them.
    exclude: ['**/*.redis.test.ts'],
    globalSetup: ['test/support/vitest-global-setup.ts'],
    pool: 'forks',
    // Loading the program anew for each file would be a sixth of the run; no test changes a module that others use.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
});
