import { momentOf, type Reader } from './activity.present.ts';
import type { ActivityPlan, PlanFault } from './read-activity.ts';

/** Why a plan can no longer be announced: time has passed since its preview. */
export function faultAt(plan: ActivityPlan, at: Reader & { now: Date }): { fault: PlanFault; said: string } | null {
  if (plan.startsAt <= at.now) return { fault: 'past', said: momentOf(plan.startsAt, at) };
  if (plan.endsAt <= plan.startsAt) return { fault: 'end_before_start', said: momentOf(plan.startsAt, at) };
  if (plan.signupUntil && plan.signupUntil <= at.now) {
    return { fault: 'signup_past', said: momentOf(plan.signupUntil, at) };
  }
  return null;
}
