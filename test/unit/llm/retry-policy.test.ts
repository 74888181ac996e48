import { describe, expect, it } from 'vitest';
import { readRetryAfter, retryDelay } from '../../../src/llm/retry-policy.ts';

describe('readRetryAfter', () => {
  const now = new Date('2026-11-24T01:00:00Z');
  it.each([
    ['2', 2_000],
    ['0.5', 500],
    ['Tue, 24 Nov 2026 01:00:07 GMT', 7_000],
    ['Tue, 24 Nov 2026 00:00:00 GMT', 0],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected);
  });
});

describe('retryDelay', () => {
  it('does as the server asks, within reason', () => {
    expect(retryDelay(1, 3_000, 0.5)).toBe(3_000);
    expect(retryDelay(1, 20_000, 0.5)).toBe(20_000);
    expect(retryDelay(1, 20_001, 0.5)).toBeNull();
  });

  it('otherwise waits at random, up to twice as long each time, and never long', () => {
    expect([1, 2, 3].map((attempt) => retryDelay(attempt, undefined, 1))).toEqual([1_000, 2_000, 4_000]);
    expect(retryDelay(20, undefined, 1)).toBe(20_000);
    expect(retryDelay(3, undefined, 0)).toBe(0);
  });
});
