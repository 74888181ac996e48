import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../src/lib/errors.ts';
import { defineJob } from '../../../src/queue/define-job.ts';
import { createBench, noteJob, tallyingLog, type BackendUnderTest } from './queue-bench.ts';
import { Tally } from './tally.ts';

/** A machine may be busy with other things. */
const patiently = { timeout: 10_000 };

/** The same job as an earlier release may have declared it. */
const earlierNoteJob = defineJob({
  name: noteJob.name,
  queue: noteJob.queue,
  payload: z.object({ row: z.number(), note: z.string() }),
});

/** What a runner promises about one job, whatever the backend. */
export function describeJobs(under: () => BackendUnderTest): void {
  const bench = createBench(under);
  afterEach(() => bench.clear());
  const away = new AppError('test.away', 'the row is locked', { transient: true });

  describe('a job', () => {
    it('runs once for one id while it waits, and again once it has ended', async () => {
      const { runs, binding } = bench.noting();
      const runner = bench.runner(noteJob, binding);
      for (const row of ['first', 'second', 'third']) {
        expect(await runner.add(noteJob, { row }, { id: 'one' })).toBe(true);
      }
      await runner.add(noteJob, { row: 'other' }, { id: 'two' });
      await runner.start();
      expect((await runs.reaches(2)).map(({ row }) => row).toSorted()).toEqual(['first', 'other']);

      await expect
        .poll(() => runner.add(noteJob, { row: 'again' }, { id: 'one' }).then(() => runs.seen.at(-1)?.row), patiently)
        .toBe('again');
    });

    it.each(['12345', 'telegram:-100:7', '0', '0:1', '社-12', '50%', 'a b/c'])('takes the id %j', async (id) => {
      const { runs, binding } = bench.noting();
      const runner = bench.runner(noteJob, binding);
      expect(await runner.add(noteJob, { row: id }, { id })).toBe(true);
      expect(await runner.add(noteJob, { row: 'twin' }, { id })).toBe(true);
      await runner.start();
      await runs.reaches(1);
      await runner.add(noteJob, { row: 'last' });
      expect((await runs.reaches(2)).map(({ row }) => row)).toEqual([id, 'last']);
    });

    it('waits for its delay', async () => {
      const { runs, binding } = bench.noting();
      const runner = bench.runner(noteJob, binding);
      await runner.start();
      const before = performance.now();
      await runner.add(noteJob, { row: 'later' }, { delayMs: 400 });
      await runner.add(noteJob, { row: 'now' });
      expect((await runs.reaches(2)).map(({ row }) => row)).toEqual(['now', 'later']);
      // The server rounds to whole milliseconds.
      expect(performance.now() - before).toBeGreaterThanOrEqual(395);
    });

    it('is tried again with backoff after a fault that may pass', async () => {
      const at: number[] = [];
      const { runs, binding } = bench.noting(async (_row, { attempt }) => {
        at.push(performance.now());
        if (attempt < 3) throw away;
      });
      const runner = bench.runner(noteJob, binding);
      await runner.start();
      await runner.add(noteJob, { row: 'flaky' });
      expect((await runs.reaches(3)).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(45);
    });

    it('is given up after its last attempt, and its id is free again', async () => {
      const log = tallyingLog();
      const { runs, binding } = bench.noting(async (row) => {
        if (row === 'hopeless') throw new Error('quotes 张三 13800000000');
      });
      const runner = bench.runner(noteJob, binding, { log });
      await runner.start();
      await runner.add(noteJob, { row: 'hopeless' }, { id: 'x' });
      await runs.reaches(3);
      await expect
        .poll(() => log.lines.seen.some(({ message }) => message === 'job failed for good'), patiently)
        .toBe(true);
      expect(JSON.stringify(log.lines.seen)).not.toContain('张三');
      // The id is free once the end of the last attempt is stored, a moment after its handler has failed.
      const retried = async () => {
        await runner.add(noteJob, { row: 'mended' }, { id: 'x' });
        return runs.seen.some(({ row }) => row === 'mended');
      };
      await expect.poll(retried, patiently).toBe(true);
    });

    it('is not tried again after a fault of its own', async () => {
      const log = tallyingLog();
      const { runs, binding } = bench.noting(async (row) => {
        if (row === 'wrong') throw new AppError('test.wrong', 'no such row');
      });
      const runner = bench.runner(noteJob, binding, { log });
      await runner.start();
      await runner.add(noteJob, { row: 'wrong' });
      await runs.reaches(1);
      // The second job waits longer than the backoff, so a retry of the first would come before it.
      await runner.add(noteJob, { row: 'after' }, { delayMs: 300 });
      expect((await runs.reaches(2)).map(({ row }) => row)).toEqual(['wrong', 'after']);
      expect(log.lines.seen).toContainEqual(
        expect.objectContaining({
          level: 'error',
          fields: expect.objectContaining({ code: 'test.wrong', attempt: 1 }),
        }),
      );
    });

    it('with an unusable payload is refused, not retried, and its content is not logged', async () => {
      const log = tallyingLog();
      const { runs, binding } = bench.noting();
      const runner = bench.runner(noteJob, binding, { log });
      await runner.start();
      await runner.add(earlierNoteJob, { row: 17, note: 'private words' });
      await expect.poll(() => log.lines.seen.filter(({ level }) => level === 'error'), patiently).toHaveLength(1);
      await runner.add(noteJob, { row: 'after' }, { delayMs: 300 });
      expect((await runs.reaches(1)).map(({ row }) => row)).toEqual(['after']);
      const text = JSON.stringify(log.lines.seen);
      expect(text).toContain('job.payload');
      expect(text).toContain('row invalid_type');
      expect(text).not.toContain('private words');
    });

    it('never runs on two workers at once', async () => {
      const open = new Set<string>();
      const overlaps: string[] = [];
      const ended = new Tally<string>();
      const make = () =>
        bench.noting(async (row) => {
          if (open.has(row)) overlaps.push(row);
          open.add(row);
          await new Promise((resolve) => setTimeout(resolve, 30));
          open.delete(row);
          ended.add(row);
        });
      const [one, two] = [make(), make()];
      const [left, right] = [one, two].map(({ binding }) => bench.runner(noteJob, binding, { concurrency: 2 }));
      if (!left || !right) throw new Error('two runners were made');
      const rows = Array.from({ length: 10 }, (_, index) => `row ${index}`);
      await Promise.all(rows.map((row, index) => (index % 2 ? left : right).add(noteJob, { row }, { id: row })));
      await Promise.all([left.start(), right.start()]);
      await ended.reaches(10);
      expect(ended.seen.toSorted()).toEqual(rows);
      expect(overlaps).toEqual([]);
      expect(one.runs.seen.length).toBeGreaterThan(0);
      expect(two.runs.seen.length).toBeGreaterThan(0);
    });
  });
}
