import type { MemberContext } from '../../chat/handling-context.ts';
import type { StoredActivity } from './activity.store.ts';
import type { Answer } from './read-answer.ts';
import { lockRoll, placeInRoll, rollEntry, writeRoll, type RollEntry } from './roll.store.ts';

export interface Recorded {
  /** What stands now. */
  entry: RollEntry;
  changed: boolean;
  /** Place among those who come, 0 = not among them. */
  place: number;
}

/** The entry after an answer; null = nothing changes. Who has checked in stays so, and 收到 takes nothing back. */
export function nextEntry(before: RollEntry, answer: Answer): RollEntry | null {
  if (before.state === 'attended') return null;
  if (answer.state === 'acknowledged' && before.state !== 'none') return null;
  // 请假 said again without a reason keeps the reason.
  const note = answer.state === before.state && answer.note === '' ? before.note : answer.note;
  const same = before.state === answer.state && before.guests === answer.guests && before.note === note;
  return same ? null : { state: answer.state, guests: answer.guests, note };
}

/** Writes the speaker's answer into the roll, once. */
export async function recordAnswer(
  context: MemberContext,
  activity: StoredActivity,
  answer: Answer,
): Promise<Recorded> {
  const { tx, person, inboxId } = context;
  await lockRoll(tx, activity.id);
  const before = await rollEntry(tx, activity.id, person.id);
  const next = nextEntry(before, answer);
  if (next) {
    await writeRoll(tx, {
      ...next,
      activityId: activity.id,
      memberId: person.id,
      actorId: person.id,
      inboxId,
      at: context.now,
    });
  }
  const place = await placeInRoll(tx, activity.id, person.id, ['joined', 'attended']);
  return { entry: next ?? before, changed: next !== null, place };
}
