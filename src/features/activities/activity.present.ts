import type { Locale } from '../../chat/locale.ts';
import type { OutboundBody } from '../../chat/message.ts';
import { withTitle } from '../../chat/with-title.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import type { StoredActivity } from './activity.store.ts';
import { texts } from './texts.ts';

/** In whose language and zone something is said. */
export interface Reader {
  locale: Locale;
  zone: string;
}

type Times = Pick<StoredActivity, 'startsAt' | 'endsAt' | 'signupUntil'>;

/** 15:00 */
export function clockOf(at: Date, zone: string): string {
  return wallTime(at, zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** 2026年11月27日（周五）15:00, or without the year. */
export function momentOf(at: Date, { locale, zone }: Reader, length: 'full' | 'short' = 'short'): string {
  const t = texts(locale);
  const { year, month, day, dayOfWeek } = wallTime(at, zone);
  const weekday = t(weekdayKeys[dayOfWeek] ?? 'weekday_7');
  const parts = { month, day, weekday, time: clockOf(at, zone) };
  return length === 'full' ? t('moment_full', { year, ...parts }) : t('moment_short', parts);
}

const weekdayKeys = [
  'weekday_7',
  'weekday_1',
  'weekday_2',
  'weekday_3',
  'weekday_4',
  'weekday_5',
  'weekday_6',
  'weekday_7',
] as const;

const sameDay = (a: Date, b: Date, zone: string) =>
  wallTime(a, zone).toPlainDate().equals(wallTime(b, zone).toPlainDate());

/** The end as a time alone when it falls on the day of the beginning. */
function endOf({ startsAt, endsAt }: Times, reader: Reader): string {
  return sameDay(startsAt, endsAt, reader.zone) ? clockOf(endsAt, reader.zone) : momentOf(endsAt, reader);
}

/** When, where and until when, a line each. */
export function detailsOf(activity: Times & { place: string }, reader: Reader): string {
  const t = texts(reader.locale);
  const { place, signupUntil } = activity;
  return [
    t('line_time', { start: momentOf(activity.startsAt, reader, 'full'), end: endOf(activity, reader) }),
    place === '' ? t('line_no_place') : t('line_place', { place }),
    signupUntil ? t('line_signup', { until: momentOf(signupUntil, reader) }) : t('line_no_signup'),
  ].join('\n');
}

/** What the organiser checks before anything is announced. */
export function presentPreview(activity: StoredActivity, twin: StoredActivity | null, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  const details = `${activity.title}\n${detailsOf(activity, reader)}`;
  const note = twin ? `\n${t('plan_twin', { title: twin.title })}` : '';
  return {
    ...withTitle(t('plan_preview', { details }) + note),
    buttons: [
      [
        { label: t('button_confirm'), action: `plan:${activity.id}:confirm` },
        { label: t('button_drop'), action: `plan:${activity.id}:drop` },
      ],
    ],
  };
}

/** What became of a preview. */
export type Settled = 'announced' | 'changed' | 'dropped';

/** A preview that is decided on: no buttons, and a word about what became of it. */
export function presentSettled(activity: StoredActivity, became: Settled, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  const details = `${activity.title}\n${detailsOf(activity, reader)}`;
  return withTitle(t('plan_settled', { became: t(`settled_${became}`), details }));
}

/** The announcement to a group. */
export function presentAnnouncement(activity: StoredActivity, reader: Reader): OutboundBody {
  const t = texts(reader.locale);
  const { id, title } = activity;
  return {
    ...withTitle(t('announce', { title, details: detailsOf(activity, reader) })),
    buttons: [
      [
        { label: t('button_joined'), action: `roll:${id}:joined` },
        { label: t('button_on_leave'), action: `roll:${id}:on_leave` },
        { label: t('button_tentative'), action: `roll:${id}:tentative` },
      ],
    ],
  };
}

/** Open activities, numbered for the reader. */
export function presentActivities(activities: readonly StoredActivity[], reader: Reader): string {
  const t = texts(reader.locale);
  if (activities.length === 0) return t('list_none');
  const lines = activities.map(({ title, startsAt, place }, index) =>
    t('list_line', { number: index + 1, title, when: momentOf(startsAt, reader), place }).trimEnd(),
  );
  return [t('list_title'), ...lines, t('list_foot')].join('\n');
}

/** A numbered choice between activities, below a question. */
export function presentChoice(question: string, activities: readonly StoredActivity[], reader: Reader): string {
  const t = texts(reader.locale);
  const lines = activities.map(({ title, startsAt }, index) =>
    t('which_line', { number: index + 1, title, when: momentOf(startsAt, reader) }),
  );
  return [question, ...lines].join('\n');
}
