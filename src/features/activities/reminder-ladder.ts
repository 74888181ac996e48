import { Temporal } from 'temporal-polyfill';
import { instantOf, wallTime } from '../../lib/zoned-time.ts';

/** Steps of an activity, in their order. */
export const stepKinds = ['day_before', 'two_hours', 'check_in', 'summary'] as const;
export type StepKind = (typeof stepKinds)[number];

/** Nobody's phone rings for a reminder between these wall times of the unit's zone. */
const quietFrom = Temporal.PlainTime.from('22:00');
const quietUntil = Temporal.PlainTime.from('07:30');
/** Where a reminder goes that would come too late after the night. */
const eveningBefore = Temporal.PlainTime.from('21:30');

const minute = 60_000;
const hour = 60 * minute;

export const isQuiet = (at: Date, zone: string): boolean => {
  const time = wallTime(at, zone).toPlainTime();
  return Temporal.PlainTime.compare(time, quietFrom) >= 0 || Temporal.PlainTime.compare(time, quietUntil) < 0;
};

/** The end of the quiet hours that `at` lies in. */
export function afterQuiet(at: Date, zone: string): Date {
  const local = wallTime(at, zone).toPlainDateTime();
  const late = Temporal.PlainTime.compare(local.toPlainTime(), quietFrom) >= 0;
  return instantOf(local.add({ days: late ? 1 : 0 }).withPlainTime(quietUntil), zone);
}

/**
 * Out of the quiet hours: to the morning, as long as that is before the activity begins, else to the evening before.
 * So a reminder is never lost and never wakes anybody.
 */
function outOfNight(at: Date, startsAt: Date, zone: string): Date {
  if (!isQuiet(at, zone)) return at;
  const morning = afterQuiet(at, zone);
  if (morning < startsAt) return morning;
  const night = wallTime(morning, zone).toPlainDateTime().subtract({ days: 1 });
  return instantOf(night.withPlainTime(eveningBefore), zone);
}

export interface Step {
  kind: StepKind;
  dueAt: Date;
}

/**
 * When an activity is spoken of: a day before, two hours before, a quarter of an hour before (check-in; never held back,
 * because people are on their way), and one hour after its end. Steps that are past at `now` are left out.
 */
export function reminderLadder(times: { startsAt: Date; endsAt: Date }, now: Date, zone: string): Step[] {
  const { startsAt, endsAt } = times;
  const dayBefore = instantOf(wallTime(startsAt, zone).toPlainDateTime().subtract({ days: 1 }), zone);
  const twoHours = new Date(startsAt.getTime() - 2 * hour);
  const summary = new Date(endsAt.getTime() + hour);
  const steps: Step[] = [
    { kind: 'day_before', dueAt: outOfNight(dayBefore, startsAt, zone) },
    { kind: 'two_hours', dueAt: outOfNight(twoHours, startsAt, zone) },
    { kind: 'check_in', dueAt: new Date(startsAt.getTime() - 15 * minute) },
    { kind: 'summary', dueAt: isQuiet(summary, zone) ? afterQuiet(summary, zone) : summary },
  ];
  return steps.filter(({ dueAt }) => dueAt > now);
}

/** A reminder this late is still sent. */
const lateLimit = 2 * hour;

/** The quiet hours that `now` lies in: when they end; null by day. Asked once for thousands of steps. */
export const nightAt = (now: Date, zone: string): Date | null => (isQuiet(now, zone) ? afterQuiet(now, zone) : null);

/** hold: wait for the morning. missed: too late to be of use. */
export type Verdict = { verdict: 'send' | 'missed'; until?: never } | { verdict: 'hold'; until: Date };

/**
 * What to do about a due step at `now`. The summary is never too late, because it closes the activity.
 * @param nightEnds see `nightAt`
 */
export function judgeStep(
  step: Step,
  times: { startsAt: Date; endsAt: Date },
  now: Date,
  nightEnds: Date | null,
): Verdict {
  if (step.kind === 'summary') return { verdict: 'send' };
  const useless = now >= (step.kind === 'check_in' ? times.endsAt : times.startsAt);
  if (useless || now.getTime() - step.dueAt.getTime() > lateLimit) return { verdict: 'missed' };
  if (step.kind === 'check_in' || nightEnds === null) return { verdict: 'send' };
  return nightEnds < times.startsAt ? { verdict: 'hold', until: nightEnds } : { verdict: 'missed' };
}
