import type { Locale } from '../../chat/locale.ts';
import type { DoorAbility } from '../../chat/chat-adapter.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import { momentOf } from '../activities/index.ts';
import { platformName } from '../members/index.ts';
import type { DoorStatus } from './door-status.ts';
import { texts } from './texts.ts';

/** In whose language and zone something is said, and when. */
export interface Reader {
  locale: Locale;
  zone: string;
  now: Date;
}

/** 10:32, or with its day when that is not today. */
function timeOf(at: Date, reader: Reader): string {
  const [then, today] = [wallTime(at, reader.zone), wallTime(reader.now, reader.zone)];
  if (!then.toPlainDate().equals(today.toPlainDate())) return momentOf(at, reader);
  return then.toPlainTime().toString({ smallestUnit: 'minute' });
}

/** 12 分钟, 3 小时 5 分钟; a part of a minute counts as one. */
function lengthOf(from: Date, { now, locale }: Reader): string {
  const t = texts(locale);
  const all = Math.max(1, Math.round((now.getTime() - from.getTime()) / 60_000));
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  return hours === 0 ? t('minutes', { minutes }) : t('hours', { hours, minutes });
}

/** What secretaries are told when a login is lost. `others`: platforms whose doors are open. */
export function presentLoss(
  lost: { platform: string; since: Date; page: string; others: readonly string[] },
  reader: Reader,
): string {
  const { locale } = reader;
  const t = texts(locale);
  const platform = platformName(lost.platform, locale);
  const others = lost.others.map((other) => platformName(other, locale)).join(t('or'));
  const meanwhile = others === '' ? t('lost_alone') : t('lost_meanwhile', { others });
  return t('lost', { platform, since: timeOf(lost.since, reader), page: lost.page, meanwhile });
}

/** What they are told when it is back. */
export function presentReturn(back: { platform: string; since: Date }, reader: Reader): string {
  const platform = platformName(back.platform, reader.locale);
  return texts(reader.locale)('back', { platform, length: lengthOf(back.since, reader) });
}

/** One line for a door, and in private what it can and cannot. */
function presentDoor(door: DoorStatus, isPrivate: boolean, reader: Reader): string[] {
  const { locale } = reader;
  const platform = platformName(door.platform, locale);
  return [stateOf(door, platform, reader), ...(isPrivate ? abilityLines(door.abilities, locale) : [])];
}

function stateOf({ ok, since, needsLogin }: DoorStatus, platform: string, reader: Reader): string {
  const t = texts(reader.locale);
  if (ok) return t('door_open', { platform });
  if (since === null) return t('door_opening', { platform });
  const times = { platform, since: timeOf(since, reader), length: lengthOf(since, reader) };
  return needsLogin ? t('door_login', { ...times, page: needsLogin.page }) : t('door_away', times);
}

function abilityLines(abilities: readonly DoorAbility[], locale: Locale): string[] {
  const t = texts(locale);
  const of = (state: DoorAbility['state']) => abilities.filter((ability) => ability.state === state);
  const works = of('works').map(({ name }) => name);
  const advised = (state: 'partly' | 'missing') =>
    of(state).map(({ name, advice }) => t(`ability_${state}`, { name, advice }));
  return [
    ...(works.length > 0 ? [t('ability_works', { names: works.join(t('comma')) })] : []),
    ...advised('partly'),
    ...advised('missing'),
  ];
}

/** Every door of this process. */
export function presentDoors(doors: readonly DoorStatus[], isPrivate: boolean, reader: Reader): string {
  const t = texts(reader.locale);
  const hasMore = !isPrivate && doors.some(({ abilities }) => abilities.some(({ state }) => state !== 'works'));
  return [
    t('title'),
    ...doors.flatMap((door) => presentDoor(door, isPrivate, reader)),
    ...(hasMore ? [t('more')] : []),
  ].join('\n');
}
