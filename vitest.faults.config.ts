import { defineConfig } from 'vitest/config';

/** Processes killed, connections cut, disks filled, clocks turned: `npm run test:faults`. Slow, and each test owns the machine. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    // Simulation and sweep live on databases of one server; the others start their own.
    globalSetup: ['test/support/vitest-global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
