import { momentOf, type Reader } from './activity.present.ts';
import type { StoredActivity } from './activity.store.ts';
import type { RollLine, RollState } from './roll.store.ts';
import { texts, type ActivityTexts } from './texts.ts';

const inState = (roll: readonly RollLine[], ...states: RollState[]) =>
  roll.filter(({ state }) => states.includes(state));

/** Whom an answer is still awaited from: not from the one who called the activity. */
const silentIn = (roll: readonly RollLine[], { createdById }: StoredActivity) =>
  inState(roll, 'none', 'acknowledged').filter(({ memberId }) => memberId !== createdById);

/** How many people that makes, guests included. */
export const peopleIn = (lines: readonly RollLine[]) => lines.reduce((sum, { guests }) => sum + 1 + guests, 0);

const withGuests = (t: ActivityTexts, lines: readonly RollLine[]) =>
  lines.map(({ name, guests }) => (guests === 0 ? name : t('roll_guests', { name, people: guests + 1 }))).join('、');

/** The list that everybody may read: who comes, by name; who does not, as figures only. */
export function presentRoll(
  activity: StoredActivity,
  roll: readonly RollLine[],
  reader: Reader,
  others: number,
): string {
  const t = texts(reader.locale);
  const { title, startsAt } = activity;
  const attended = inState(roll, 'attended');
  const joined = inState(roll, 'joined');
  const lines = [t('roll_title', { title, when: momentOf(startsAt, reader) })];
  if (attended.length > 0) {
    lines.push(t('roll_names_attended', { count: attended.length, names: withGuests(t, attended) }));
  }
  if (joined.length > 0) {
    lines.push(t('roll_names_joined', { people: peopleIn(joined), names: withGuests(t, joined) }));
  }
  if (attended.length + joined.length === 0) lines.push(t('roll_nobody'));
  lines.push(
    t('roll_counts', { leave: inState(roll, 'on_leave').length, tentative: inState(roll, 'tentative').length }),
  );
  if (others > 0) lines.push(t('roll_others', { count: others }));
  return lines.join('\n');
}

/** What only the secretary reads: reasons, and who has not answered. */
export function presentPrivateRoll(activity: StoredActivity, roll: readonly RollLine[], reader: Reader): string {
  const t = texts(reader.locale);
  const names = (lines: readonly RollLine[]) => lines.map(({ name }) => name).join('、') || t('nobody');
  const leave = inState(roll, 'on_leave')
    .map(({ name, note }) => (note === '' ? name : t('roll_reason', { name, reason: note })))
    .join('、');
  return [
    t('roll_private', { title: activity.title }),
    t('roll_private_leave', { names: leave || t('nobody') }),
    t('roll_private_tentative', { names: names(inState(roll, 'tentative')) }),
    t('roll_private_silent', { names: names(silentIn(roll, activity)) }),
  ].join('\n');
}

/** The figures for the secretary once an activity is over. */
export function presentSummary(activity: StoredActivity, roll: readonly RollLine[], reader: Reader): string {
  const t = texts(reader.locale);
  const missing = inState(roll, 'joined');
  const text = t('summary', {
    title: activity.title,
    joined: inState(roll, 'joined', 'attended').length,
    attended: inState(roll, 'attended').length,
    leave: inState(roll, 'on_leave').length,
    silent: silentIn(roll, activity).length,
  });
  if (missing.length === 0) return text;
  return `${text}\n${t('summary_absent', { names: missing.map(({ name }) => name).join('、') })}`;
}
