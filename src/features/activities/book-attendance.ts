import type { MemberContext } from '../../chat/handling-context.ts';
import { award } from '../points/index.ts';
import { momentOf } from './activity.present.ts';
import type { StoredActivity } from './activity.store.ts';
import { texts } from './texts.ts';

/** Attendance can be noted from this long before the beginning. */
export const earlyMs = 30 * 60_000;

/** When check-in opens. */
export const opensAt = ({ startsAt }: StoredActivity): Date => new Date(startsAt.getTime() - earlyMs);

/**
 * Books the points for having come, once for each member and activity, however it was noted.
 * @param noted whom, the message behind it, and who noted it if that was not the member
 * @returns the points that stand
 */
export async function bookAttendance(
  context: MemberContext,
  activity: StoredActivity,
  noted: { memberId: number; inboxId: bigint; authorId?: number },
): Promise<number> {
  const { tx, unit, zone } = context;
  const day = momentOf(activity.startsAt, context);
  const { points } = await award(tx, {
    ...noted,
    unitId: unit.id,
    item: 'attended',
    eventAt: activity.startsAt,
    zone,
    naturalKey: `activity:${activity.id}:attended:${noted.memberId}`,
    reason: texts(context.locale)('reason_attended', { title: activity.title, day }),
  });
  return points;
}
