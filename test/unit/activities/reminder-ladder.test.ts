import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isQuiet, judgeStep, nightAt, reminderLadder } from '../../../src/features/activities/reminder-ladder.ts';

const zone = 'Asia/Shanghai';
const at = (wall: string) => new Date(`${wall}:00+08:00`);
const local = (date: Date) => new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');
const times = (start: string, hours = 2) => ({
  startsAt: at(start),
  endsAt: new Date(at(start).getTime() + hours * 3_600_000),
});
const ladder = (start: string, now: string) =>
  reminderLadder(times(start), at(now), zone).map(({ kind, dueAt }) => `${kind} ${local(dueAt)}`);

describe('when an activity is spoken of', () => {
  test.each([
    [
      'an afternoon',
      '2026-11-27T15:00',
      '2026-11-22T10:00',
      ['day_before 11-26 15:00', 'two_hours 11-27 13:00', 'check_in 11-27 14:45', 'summary 11-27 18:00'],
    ],
    [
      'a morning whose two hours before are still night',
      '2026-11-27T08:30',
      '2026-11-22T10:00',
      ['day_before 11-26 08:30', 'two_hours 11-27 07:30', 'check_in 11-27 08:15', 'summary 11-27 11:30'],
    ],
    [
      'an early morning that the night leaves no time for',
      '2026-11-27T07:00',
      '2026-11-22T10:00',
      ['day_before 11-26 07:30', 'two_hours 11-26 21:30', 'check_in 11-27 06:45', 'summary 11-27 10:00'],
    ],
    [
      'an evening that ends at night',
      '2026-11-27T20:00',
      '2026-11-22T10:00',
      ['day_before 11-26 20:00', 'two_hours 11-27 18:00', 'check_in 11-27 19:45', 'summary 11-28 07:30'],
    ],
    [
      'steps that are past when it is announced',
      '2026-11-27T15:00',
      '2026-11-27T13:30',
      ['check_in 11-27 14:45', 'summary 11-27 18:00'],
    ],
  ])('%s', (_, start, now, expected) => {
    expect(ladder(start, now)).toEqual(expected);
  });

  test('no reminder of any activity falls into the night, and none comes after the beginning', () => {
    const hour = 3_600_000;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 * 60 }), (quarters) => {
        const startsAt = new Date(at('2026-11-22T10:00').getTime() + quarters * 15 * 60_000);
        const steps = reminderLadder(
          { startsAt, endsAt: new Date(startsAt.getTime() + hour) },
          at('2026-11-22T10:00'),
          zone,
        );
        const early = steps.filter(({ kind }) => kind === 'day_before' || kind === 'two_hours');
        expect(early.filter(({ dueAt }) => isQuiet(dueAt, zone) || dueAt >= startsAt)).toEqual([]);
        expect(steps.filter(({ kind, dueAt }) => kind === 'summary' && isQuiet(dueAt, zone))).toEqual([]);
      }),
    );
  });
});

describe('a step that is due', () => {
  const activity = times('2026-11-27T15:00');
  test.each([
    ['day_before', '2026-11-26T15:00', '2026-11-26T15:00', 'send'],
    ['day_before', '2026-11-26T15:00', '2026-11-26T17:00', 'send'],
    ['day_before', '2026-11-26T15:00', '2026-11-26T17:01', 'missed'],
    ['two_hours', '2026-11-27T13:00', '2026-11-27T14:59', 'send'],
    ['two_hours', '2026-11-27T13:00', '2026-11-27T15:00', 'missed'],
    ['check_in', '2026-11-27T14:45', '2026-11-27T16:30', 'send'],
    ['check_in', '2026-11-27T14:45', '2026-11-27T17:00', 'missed'],
    ['summary', '2026-11-27T18:00', '2026-12-27T18:00', 'send'],
  ] as const)('%s due %s, seen at %s: %s', (kind, due, now, verdict) => {
    expect(judgeStep({ kind, dueAt: at(due) }, activity, at(now), nightAt(at(now), zone))).toEqual({ verdict });
  });

  test('comes back in the morning when the night has begun meanwhile', () => {
    const step = { kind: 'day_before', dueAt: at('2026-11-26T21:50') } as const;
    const now = at('2026-11-26T22:10');
    expect(judgeStep(step, times('2026-11-27T21:50'), now, nightAt(now, zone))).toEqual({
      verdict: 'hold',
      until: at('2026-11-27T07:30'),
    });
    expect(judgeStep(step, times('2026-11-27T07:00'), now, nightAt(now, zone))).toEqual({ verdict: 'missed' });
  });
});
