import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardOf, rankAmong } from '../../../src/features/points/board.ts';

const people = (...totals: number[]) => totals.map((total, index) => ({ name: `会员${index}`, total }));

describe('boardOf', () => {
  it('shows the top third', () => {
    const { leaders } = boardOf(people(9, 8, 7, 6, 5, 4));
    expect(leaders.map(({ rank, total }) => [rank, total])).toEqual([
      [1, 9],
      [2, 8],
    ]);
  });

  it('shows at most ten', () => {
    expect(boardOf(people(...Array.from({ length: 60 }, (_, index) => index + 1))).leaders).toHaveLength(10);
  });

  it('names equals together or not at all', () => {
    expect(boardOf(people(9, 9, 5, 4, 3, 2)).leaders.map(({ rank }) => rank)).toEqual([1, 1]);
    expect(boardOf(people(9, 5, 5, 4, 3, 2)).leaders.map(({ total }) => total)).toEqual([9]);
    expect(boardOf(people(2, 2, 2, 1))).toEqual({ leaders: [], tied: 3 });
  });

  it('leaves out those without points', () => {
    expect(boardOf(people(0, -3))).toEqual({ leaders: [], tied: 0 });
    expect(boardOf(people(5, 0, 0)).leaders).toEqual([{ rank: 1, name: '会员0', total: 5 }]);
  });

  it('never shows the last of several', () => {
    assert(
      property(array(integer({ min: -5, max: 40 }), { maxLength: 40 }), (totals) => {
        const scored = totals.filter((total) => total > 0);
        const { leaders } = boardOf(people(...totals));
        expect(leaders.length).toBeLessThanOrEqual(Math.min(10, Math.ceil(scored.length / 3)));
        const last = new Set(scored).size > 1 ? Math.min(...scored) : 0;
        expect(leaders.every(({ total }) => total > last)).toBe(true);
      }),
    );
  });
});

describe('rankAmong', () => {
  it('is shared by equals and counts those with points only', () => {
    expect(rankAmong(people(9, 5, 5, 0), 5)).toEqual({ rank: 2, of: 3 });
    expect(rankAmong(people(9, 5), 0)).toBeNull();
  });
});
