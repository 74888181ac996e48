import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../../../src/queue/define-job.ts';
import { handleJob } from '../../../src/queue/job-handler.ts';
import { createBench, noteJob, notePayload, type BackendUnderTest } from './queue-bench.ts';
import { Tally } from './tally.ts';

const tickJob = defineJob({ name: 'tick', queue: 'maintain', payload: z.object({}), every: 200 });
const backoff = { type: 'fixed', delayMs: 50 } as const;
const oldTickJob = defineJob({ name: 'old-tick', queue: 'maintain', payload: z.object({}), every: 200 });

/** Resolves when the signal is aborted. */
const aborted = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve));

/** What a runner promises about schedules, about stopping, and about a server that goes away. */
export function describeFaults(under: () => BackendUnderTest): void {
  const bench = createBench(under);
  afterEach(() => bench.clear());
  const ticking = (contract = tickJob) => {
    const ticks = new Tally<number>();
    return { ticks, binding: handleJob(contract, async () => ticks.add(performance.now())) };
  };

  describe('a schedule', () => {
    it('ticks, and putting it right does not disturb it', async () => {
      const { ticks, binding } = ticking();
      const runner = bench.runner(tickJob, binding, { reconcileEvery: 50 });
      await runner.start();
      const seen = await ticks.reaches(6);
      const whole = (seen[5] ?? 0) - (seen[1] ?? 0);
      expect(whole / 4).toBeGreaterThan(120);
      expect(whole / 4).toBeLessThan(2_000);
    });

    it('comes back after everything was wiped', async () => {
      const { ticks, binding } = ticking();
      const runner = bench.runner(tickJob, binding);
      await runner.start();
      await ticks.reaches(1);
      await under().wipe();
      expect(await runner.ensureSchedulers()).toBe(true);
      await ticks.reaches(ticks.seen.length + 3);
    });

    it('comes back after the clock was a day ahead when it was put', async () => {
      const { ticks, binding } = ticking();
      const runner = bench.runner(tickJob, binding, { reconcileEvery: 100_000 });
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 });
      try {
        expect(await runner.ensureSchedulers()).toBe(true);
      } finally {
        vi.useRealTimers();
      }
      await runner.start();
      await ticks.reaches(3);
    });

    it('ends when it is no longer declared', async () => {
      const old = ticking(oldTickJob);
      const before = bench.runner(oldTickJob, old.binding);
      await before.start();
      await old.ticks.reaches(1);
      await before.close();

      const { ticks, binding } = ticking();
      const stale: object[] = [];
      const log = { info() {}, warn() {}, error: (fields: object) => stale.push(fields) };
      await bench.runner(tickJob, binding, { log }).start();
      await ticks.reaches(4);
      expect(stale.length).toBeLessThanOrEqual(1);
    });
  });

  describe('closing', () => {
    it('waits for the running job', async () => {
      const ended = new Tally<string>();
      const { runs, binding } = bench.noting(async (row) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        ended.add(row);
      });
      const runner = bench.runner(noteJob, binding);
      await runner.start();
      await runner.add(noteJob, { row: 'slow' });
      await runs.reaches(1);
      await runner.close();
      expect(ended.seen).toEqual(['slow']);
      expect(await runner.add(noteJob, { row: 'too late' })).toBe(false);
    });

    it('aborts a job that takes too long and leaves it to the next process, uncounted', async () => {
      const { runs, binding } = bench.noting(async (_row, { signal }) => {
        await aborted(signal);
        signal.throwIfAborted();
      });
      const runner = bench.runner(noteJob, binding, { closeTimeout: 600 });
      await runner.start();
      await runner.add(noteJob, { row: 'endless' });
      await runs.reaches(1);
      const before = performance.now();
      await runner.close();
      expect(performance.now() - before).toBeLessThan(4_000);

      const next = bench.noting();
      await bench.runner(noteJob, next.binding).start();
      expect(await next.runs.reaches(1)).toEqual([{ row: 'endless', attempt: 1 }]);
    });

    it('does not wait for ever for a handler that ignores its signal', async () => {
      let release = () => {};
      const { runs, binding } = bench.noting(() => new Promise((resolve) => (release = resolve)));
      const runner = bench.runner(noteJob, binding, { closeTimeout: 400 });
      await runner.start();
      await runner.add(noteJob, { row: 'deaf' });
      await runs.reaches(1);
      const before = performance.now();
      await runner.close();
      expect(performance.now() - before).toBeLessThan(5_000);
      release();
    });
  });

  it('aborts a run whose time is up and tries it again', async () => {
    const hasty = defineJob({ name: 'hasty', queue: 'maintain', payload: notePayload, backoff, timeoutMs: 100 });
    const attempts = new Tally<number>();
    const binding = handleJob(hasty, async (_payload, { attempt, signal }) => {
      attempts.add(attempt);
      if (attempt === 1) await aborted(signal);
      signal.throwIfAborted();
    });
    const runner = bench.runner(hasty, binding);
    await runner.start();
    await runner.add(hasty, { row: 'slow' });
    expect(await attempts.reaches(2)).toEqual([1, 2]);
  });

  it('runs a job again whose worker was killed', { timeout: 30_000 }, async () => {
    const child = fork(fileURLToPath(new URL('./hanging-worker.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, QUEUE_BACKEND: JSON.stringify(under().backend) },
    });
    const { runs, binding } = bench.noting();
    await bench.runner(noteJob, binding).add(noteJob, { row: 'orphan' });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await bench.runner(noteJob, binding).start();
    expect((await runs.reaches(1)).map(({ row }) => row)).toEqual(['orphan']);
  });

  describe('a server that goes away', () => {
    it('fails an add quickly, and work goes on when it is back', async () => {
      const { runs, binding } = bench.noting();
      const runner = bench.runner(noteJob, binding);
      await runner.start();
      await runner.add(noteJob, { row: 'before' });
      await runs.reaches(1);
      await under().cut();
      const before = performance.now();
      expect(await runner.add(noteJob, { row: 'lost' })).toBe(false);
      expect(await runner.isReady()).toBe(false);
      expect(performance.now() - before).toBeLessThan(8_000);

      await under().mend();
      await expect.poll(() => runner.add(noteJob, { row: 'after' }), { timeout: 10_000 }).toBe(true);
      // "before" may run twice: its end may not have been stored when the connection broke.
      await expect.poll(() => runs.seen.map(({ row }) => row), { timeout: 20_000 }).toContain('after');
    });

    it('does not stop a process from starting, and is worked as soon as it is back', async () => {
      await under().cut();
      const { runs, binding } = bench.noting();
      const runner = bench.runner(noteJob, binding, { reconcileEvery: 100, addTimeout: 300 });
      const before = performance.now();
      await runner.start();
      expect(await runner.add(noteJob, { row: 'lost' })).toBe(false);
      expect(performance.now() - before).toBeLessThan(5_000);

      await under().mend();
      await expect.poll(() => runner.add(noteJob, { row: 'after' }), { timeout: 10_000 }).toBe(true);
      await runs.reaches(1, 20_000);
    });
  });
}
