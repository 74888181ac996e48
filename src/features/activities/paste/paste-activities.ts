import type { MemberContext } from '../../../chat/handling-context.ts';
import { activitiesAround, openActivities, type StoredActivity } from '../activity.store.ts';
import { findKind } from '../activity-kind.ts';
import { opensAt } from '../book-attendance.ts';
import { namedIn, quotedActivity } from '../choose-activity.ts';
import { meantBy } from '../relay/find-list.ts';
import { readMoments } from '../when.ts';
import type { Paste } from './read-paste.ts';

/** How long after its end a roll of an activity is taken. */
const recentMs = 14 * 24 * 3_600_000;

const says = (words: string, at: { now: Date; zone: string }) =>
  findKind(words) !== null || readMoments(words, at).some(({ date }) => date !== null);

/** Those that have begun, the latest first, then those still to come. */
async function forRoll(context: MemberContext, heading: string): Promise<readonly StoredActivity[]> {
  const { tx, unit, now, zone, message } = context;
  const at = { now: message.at, zone };
  const open = await openActivities(tx, unit.id, now);
  const around = await activitiesAround(tx, unit.id, new Date(now.getTime() - recentMs), now);
  const early = open.filter((activity) => opensAt(activity) <= now && !around.some(({ id }) => id === activity.id));
  const begun = [...around, ...early].toReversed();
  const ahead = open.filter((activity) => opensAt(activity) > now);
  if (says(heading, at)) {
    const all = [...begun, ...ahead];
    const named = namedIn(heading, all, at);
    if (named.length < all.length) return named.slice(0, 1);
  }
  return begun.length > 0 ? begun.slice(0, 1) : ahead;
}

/** The activities a paste may be for: the quoted one; of a roll the latest that has begun; else those that are open. */
export async function activitiesFor(context: MemberContext, paste: Paste): Promise<readonly StoredActivity[]> {
  const { tx, unit, now, zone, message } = context;
  const open = await openActivities(tx, unit.id, now);
  const recent = await activitiesAround(tx, unit.id, new Date(now.getTime() - recentMs), now);
  const quoted = [...open, ...recent].find(({ id }) => id === quotedActivity(context));
  if (quoted) return [quoted];
  if (paste.kind === 'roll') return forRoll(context, paste.roll.heading);
  return paste.kind === 'relay' ? meantBy(paste.list, open, { now: message.at, zone }) : open;
}
