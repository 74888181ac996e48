import type { OutboundBody } from '../../chat/message.ts';
import { withTitle } from '../../chat/with-title.ts';
import { AppError } from '../../lib/errors.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import { clockOf, momentOf, type Reader } from './activity.present.ts';
import type { StoredActivity } from './activity.store.ts';
import type { StepKind } from './reminder-ladder.ts';
import { texts } from './texts.ts';

/** 今天 15:00, 明天 15:00, or the date. */
function dayAndTime(startsAt: Date, reader: Reader & { now: Date }): { day: string; time: string } {
  const t = texts(reader.locale);
  const start = wallTime(startsAt, reader.zone).toPlainDate();
  const { days } = wallTime(reader.now, reader.zone).toPlainDate().until(start);
  const time = clockOf(startsAt, reader.zone);
  if (days === 0) return { day: t('today'), time };
  if (days === 1) return { day: t('tomorrow'), time };
  return { day: momentOf(startsAt, reader).replace(time, '').trim(), time };
}

/**
 * Words of reminders to groups; they name nobody. Made once for an activity and step however many groups it has, and
 * a moment is put into words once however many activities begin then.
 * @throws AppError `reminder.summary` for a summary, which goes to no group
 */
export function createReminderWords(
  reader: Reader & { now: Date },
): (step: { kind: StepKind; activity: StoredActivity }) => OutboundBody {
  const t = texts(reader.locale);
  const moments = new Map<number, { day: string; time: string }>();
  const bodies = new Map<string, OutboundBody>();

  function momentFor(startsAt: Date): { day: string; time: string } {
    const moment = moments.get(startsAt.getTime()) ?? dayAndTime(startsAt, reader);
    moments.set(startsAt.getTime(), moment);
    return moment;
  }

  function write(kind: StepKind, { title, place, startsAt }: StoredActivity): OutboundBody {
    if (kind === 'summary') throw new AppError('reminder.summary', 'A summary is for the secretary alone');
    if (kind === 'check_in') return withTitle(t('remind_check_in', { title }));
    const where = place === '' ? '' : t('remind_place', { place });
    return withTitle(t(`remind_${kind}`, { title, place: where, ...momentFor(startsAt) }));
  }

  return ({ kind, activity }) => {
    const key = `${activity.id}:${kind}`;
    const body = bodies.get(key) ?? write(kind, activity);
    bodies.set(key, body);
    return body;
  };
}
