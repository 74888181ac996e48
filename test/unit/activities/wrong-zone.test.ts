import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReminderWords } from '../../../src/features/activities/reminder.present.ts';
import { judgeStep, nightAt, reminderLadder } from '../../../src/features/activities/reminder-ladder.ts';
import type { StoredActivity } from '../../../src/features/activities/activity.store.ts';

const zone = 'Asia/Shanghai';
const at = (wall: string) => new Date(`${wall}:00+08:00`);

const given = process.env['TZ'];
beforeAll(() => {
  process.env['TZ'] = 'America/New_York';
});
afterAll(() => {
  if (given === undefined) delete process.env['TZ'];
  else process.env['TZ'] = given;
});

test('the machine believes it is in New York', () => {
  expect(at('2026-11-27T09:00').getHours()).toBe(20);
});

test('nine in the morning is nine in the morning of the unit, also on 29 February', () => {
  const times = { startsAt: at('2028-03-01T09:00'), endsAt: at('2028-03-01T11:00') };
  const steps = reminderLadder(times, at('2028-02-20T10:00'), zone);
  expect(steps.map(({ kind, dueAt }) => [kind, dueAt])).toEqual([
    ['day_before', at('2028-02-29T09:00')],
    ['two_hours', at('2028-03-01T07:30')],
    ['check_in', at('2028-03-01T08:45')],
    ['summary', at('2028-03-01T12:00')],
  ]);
});

test('the night is the night of the unit, and the words name its hour and its day over the end of a year', () => {
  expect(nightAt(at('2026-12-31T23:00'), zone)).toEqual(at('2027-01-01T07:30'));
  expect(nightAt(at('2026-12-31T09:00'), zone)).toBeNull();
  const activity: StoredActivity = {
    id: 1,
    unitId: 1,
    number: 1,
    kind: 'meeting',
    title: '支部会',
    place: '',
    startsAt: at('2027-01-01T09:00'),
    endsAt: at('2027-01-01T11:00'),
    signupUntil: null,
    state: 'open',
    createdById: 1,
  };
  const now = at('2026-12-31T09:00');
  const step = { kind: 'day_before', dueAt: now } as const;
  expect(judgeStep(step, activity, now, nightAt(now, zone))).toEqual({ verdict: 'send' });
  const words = createReminderWords({ locale: 'zh-CN', zone, now });
  expect(words({ kind: 'day_before', activity }).text).toContain('明天 09:00');
});
