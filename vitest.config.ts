import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,chat,contract,replay,integration,meta}/**/*.test.ts'],
    globalSetup: ['test/support/vitest-global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
});
