import type { MemberContext } from '../../chat/handling-context.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import { findKind } from './activity-kind.ts';
import { openActivities, type StoredActivity } from './activity.store.ts';
import { readMoments } from './when.ts';

/** The activity whose message this one quotes, by id; null when it quotes none. */
export function quotedActivity(context: MemberContext): number | null {
  const found = /^activity:(\d+)$/.exec(context.repliedTo?.subject ?? '');
  return found ? Number(found[1]) : null;
}

/** Those that the words name by their day or kind; all of them when the words name none. */
export function namedIn(
  text: string,
  activities: readonly StoredActivity[],
  at: { now: Date; zone: string },
): readonly StoredActivity[] {
  const days = readMoments(text, at).flatMap(({ date }) => (date ? [date.toString()] : []));
  const byDay = activities.filter(({ startsAt }) =>
    days.includes(wallTime(startsAt, at.zone).toPlainDate().toString()),
  );
  const kind = findKind(text)?.kind;
  const pool = byDay.length > 0 ? byDay : activities;
  const byKind = kind ? pool.filter((activity) => activity.kind === kind) : [];
  return byKind.length > 0 ? byKind : pool;
}

/** The open activities a message may be about: the quoted one, else those it names, else all. */
export async function candidates(context: MemberContext): Promise<readonly StoredActivity[]> {
  const open = await openActivities(context.tx, context.unit.id, context.now);
  const quoted = quotedActivity(context);
  if (quoted !== null) return open.filter(({ id }) => id === quoted);
  return namedIn(context.message.text, open, { now: context.message.at, zone: context.zone });
}
