import { defineConfig } from 'vitest/config';

/** Processes killed, connections cut, clocks turned: `npm run test:faults`. Slow, and each test owns the machine. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
