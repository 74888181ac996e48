import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertClock } from '../../../src/storage/assert-usable.ts';

describe('the clocks of database and program', () => {
  it.each([
    ['ahead of', 1_000_000 + 7_300],
    ['behind', 1_000_000 - 7_300],
  ])('7.3 seconds apart (%s) are refused with figure and cure', (side, databaseMs) => {
    expect(() => assertClock(databaseMs, 1_000_000, 1_000_000)).toThrow(`7.3 seconds ${side} the clock`);
    expect(() => assertClock(databaseMs, 1_000_000, 1_000_000)).toThrow(/set-ntp/);
  });

  it('up to 5 seconds apart pass, however long the answer took', () => {
    const gap = integer({ min: -5_000, max: 5_000 });
    const travel = integer({ min: 0, max: 60_000 });
    assert(
      property(gap, travel, travel, (apart, there, back) => {
        const asked = 1_000_000;
        expect(() => assertClock(asked + there + apart, asked, asked + there + back)).not.toThrow();
      }),
    );
  });
});
