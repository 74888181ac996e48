import { createTurns } from '../../lib/turns.ts';

/**
 * Where no pace is set, as many are taken ahead as leave within this time: on a fast platform a commit takes longer than
 * a call. Short, because a row that is taken counts as `sending`.
 */
const aheadMs = 100;
const mostAhead = 4;

/** How many messages may be taken now. */
export interface Headroom {
  /** Makes a call to the platform when it is its turn. */
  call<T>(work: () => Promise<T>): Promise<T>;
  /** @returns how many more may be taken, and how many at most */
  now(): { free: number; whole: number };
}

/** @param most calls at once @param called told after each call: the next may go while this one is written down */
export function createHeadroom(most: number, called: () => void): Headroom {
  const calls = createTurns(most);
  let since = performance.now();
  let count = 0;
  let perMs = 0;
  return {
    async call(work) {
      try {
        return await calls.run(work);
      } finally {
        count += 1;
        called();
      }
    },
    now() {
      const elapsed = performance.now() - since;
      if (elapsed > aheadMs) {
        perMs = count / elapsed;
        since = performance.now();
        count = 0;
      }
      const whole = most + Math.min(mostAhead * most, Math.floor(perMs * aheadMs));
      return { free: whole - calls.size, whole };
    },
  };
}
