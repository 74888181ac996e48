import { defineConfig } from 'vitest/config';

/** The whole program in a real browser: `npm run test:e2e`. Needs Chromium. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One browser and one program at a time: two cores are all that may be there.
    fileParallelism: false,
  },
});
