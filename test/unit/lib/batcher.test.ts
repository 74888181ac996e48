import { describe, expect, it, vi } from 'vitest';
import { createBatcher } from '../../../src/lib/batcher.ts';
import { AppError, errorCode } from '../../../src/lib/errors.ts';

describe('group commit', () => {
  it('writes a lone input at once and lets later ones share a commit', async () => {
    const commits: number[][] = [];
    let finish = () => {};
    const put = createBatcher<number, number>({
      batch: 10,
      waiting: 10,
      write: (inputs) => {
        commits.push([...inputs]);
        return new Promise((resolve) => (finish = () => resolve(inputs.map((input) => input * 2))));
      },
    });
    const first = put(1);
    const others = [put(2), put(3)];
    finish();
    expect(await first).toBe(2);
    await vi.waitFor(() => expect(commits).toHaveLength(2));
    finish();
    expect(await Promise.all(others)).toEqual([4, 6]);
    expect(commits).toEqual([[1], [2, 3]]);
  });

  it('lets one bad input harm no other', async () => {
    const put = createBatcher<number, number>({
      batch: 10,
      waiting: 10,
      async write(inputs) {
        if (inputs.includes(13)) throw new Error('bad');
        return inputs;
      },
    });
    const results = await Promise.allSettled([put(1), put(13), put(2)]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('refuses all of a batch on a passing fault, and more than may wait', async () => {
    let calls = 0;
    const put = createBatcher<number, number>({
      batch: 10,
      waiting: 2,
      async write() {
        calls += 1;
        throw new AppError('away', 'away', { transient: true });
      },
    });
    const results = await Promise.allSettled([put(1), put(2), put(3), put(4)]);
    expect(results.map((result) => result.status === 'rejected' && errorCode(result.reason))).toEqual([
      'away',
      'away',
      'away',
      'overloaded',
    ]);
    expect(calls).toBe(2);
  });
});
