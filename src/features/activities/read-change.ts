import { instantOf, wallTime } from '../../lib/zoned-time.ts';
import type { ActivityPlan } from './read-activity.ts';
import { atMinutes, readMoments } from './when.ts';

const placeChange = /^(?:地点|地址|地方)?(?:改到|改成|改为|改在|换到|换成|是|为|[:：])\s*(?:在)?(.{2,40})$/u;

/** Moves an activity: its length stays, and a deadline keeps its distance unless that would be absurd. */
function moved(plan: ActivityPlan, startsAt: Date, endsAt: Date | null): ActivityPlan {
  const length = plan.endsAt.getTime() - plan.startsAt.getTime();
  return {
    ...plan,
    startsAt,
    endsAt: endsAt ?? new Date(startsAt.getTime() + length),
    signupUntil: plan.signupUntil && plan.signupUntil > startsAt ? startsAt : plan.signupUntil,
  };
}

/**
 * The plan with one piece changed: 改到四点, 改到周四下午三点, 地点改成社区一楼. null = not understood. What the change
 * leads to is judged by `faultAt`.
 */
export function readChange(plan: ActivityPlan, said: string, at: { now: Date; zone: string }): ActivityPlan | null {
  const { kind, title, place, startsAt, endsAt, signupUntil } = plan;
  const before: ActivityPlan = { kind, title, place, startsAt, endsAt, signupUntil };
  const [moment] = readMoments(said, at);
  if (!moment) {
    const where = placeChange.exec(said.trim())?.[1];
    return where === undefined ? null : { ...before, place: where.replace(/[。.!！]+$/u, '') };
  }
  if (moment.fault !== null && moment.fault !== 'past') return null;
  const old = wallTime(startsAt, at.zone);
  const date = moment.date ?? old.toPlainDate();
  const minutes = moment.minutes ?? old.hour * 60 + old.minute;
  const end = moment.until === null ? null : instantOf(atMinutes(date, moment.until), at.zone);
  return moved(before, instantOf(atMinutes(date, minutes), at.zone), end);
}
