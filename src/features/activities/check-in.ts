import type { MemberContext } from '../../chat/handling-context.ts';
import { clockOf, momentOf } from './activity.present.ts';
import { activitiesAround, openActivities, type StoredActivity } from './activity.store.ts';
import { bookAttendance, earlyMs, opensAt } from './book-attendance.ts';
import { quotedActivity } from './choose-activity.ts';
import { subjectOf } from './activity-subject.ts';
import { lockRoll, placeInRoll, rollEntry, writeRoll } from './roll.store.ts';
import { texts } from './texts.ts';

/** A check-in that comes too late is answered with the reason for this long. */
const recentMs = 12 * 3_600_000;

const isOpenAt = (activity: StoredActivity, at: Date) => opensAt(activity) <= at && at <= activity.endsAt;

/** The activity whose window is open, the one that begins nearest; a quoted one goes first. */
function inWindow(activities: readonly StoredActivity[], at: Date, quoted: number | null): StoredActivity | undefined {
  const far = ({ startsAt }: StoredActivity) => Math.abs(startsAt.getTime() - at.getTime());
  const open = activities.filter((activity) => isOpenAt(activity, at)).toSorted((a, b) => far(a) - far(b));
  return open.find(({ id }) => id === quoted) ?? open[0];
}

/** Outside every window: says when the next one opens, or that the last one is closed. */
async function explain(context: MemberContext, around: readonly StoredActivity[]): Promise<void> {
  const t = texts(context.locale);
  const at = context.message.at;
  const over = around.findLast(({ endsAt }) => endsAt < at);
  const next = (await openActivities(context.tx, context.unit.id, at)).find((activity) => opensAt(activity) > at);
  if (over) {
    await context.reply(t('check_in_late', { title: over.title, when: clockOf(over.endsAt, context.zone) }));
  } else if (next) {
    await context.reply(t('check_in_early', { title: next.title, when: momentOf(opensAt(next), context) }));
  } else {
    await context.reply(t('check_in_none'));
  }
}

/**
 * 签到: inside the window it counts by itself and books the points, once. Points are a private matter, so a group only
 * hears that it worked.
 */
export async function checkIn(context: MemberContext): Promise<void> {
  const { tx, unit, person, inboxId, message } = context;
  const t = texts(context.locale);
  const from = new Date(message.at.getTime() - recentMs);
  const to = new Date(message.at.getTime() + earlyMs);
  const around = await activitiesAround(tx, unit.id, from, to);
  const activity = inWindow(around, message.at, quotedActivity(context));
  if (!activity) return explain(context, around);
  const activityId = activity.id;
  await lockRoll(tx, activityId);
  const before = await rollEntry(tx, activityId, person.id);
  if (before.state === 'attended') return void (await context.reply(t('check_in_before', { name: person.name })));
  const mark = { activityId, memberId: person.id, actorId: person.id, inboxId, at: context.now };
  await writeRoll(tx, {
    ...mark,
    state: 'attended',
    guests: before.guests,
    note: before.note,
    checkedInAt: message.at,
  });
  const points = await bookAttendance(context, activity, { memberId: person.id, inboxId });
  const place = await placeInRoll(tx, activityId, person.id, ['attended']);
  const done = t('check_in_done', { name: person.name, title: activity.title, place });
  const text = message.kind === 'dm' ? `${done}${t('check_in_points', { points })}` : done;
  await context.reply(text, { subject: subjectOf(activityId) });
}
