import type { OutboundBody } from '../../chat/message.ts';
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

/** A reminder to a group. It names nobody. */
export function presentReminder(
  kind: Exclude<StepKind, 'summary'>,
  activity: StoredActivity,
  reader: Reader & { now: Date },
): OutboundBody {
  const t = texts(reader.locale);
  const { title } = activity;
  if (kind === 'check_in') return { text: t('remind_check_in', { title }) };
  const place = activity.place === '' ? '' : t('remind_place', { place: activity.place });
  return { text: t(`remind_${kind}`, { title, place, ...dayAndTime(activity.startsAt, reader) }) };
}
