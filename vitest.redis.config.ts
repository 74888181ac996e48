import { defineConfig } from 'vitest/config';

/** The tests that need a real Redis: `npm run test:redis`. */
export default defineConfig({
  test: {
    include: ['test/**/*.redis.test.ts'],
    globalSetup: ['test/support/redis.ts', 'test/support/vitest-global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
});
