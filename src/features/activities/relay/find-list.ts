import { createHash } from 'node:crypto';
import type { MemberContext } from '../../../chat/handling-context.ts';
import { foldText } from '../../../lib/text.ts';
import { wallTime } from '../../../lib/zoned-time.ts';
import { findKind } from '../activity-kind.ts';
import { openActivities, type StoredActivity } from '../activity.store.ts';
import { quotedActivity } from '../choose-activity.ts';
import { readMoments } from '../when.ts';
import { isDeadline, otherPurpose } from './heading-words.ts';
import { mergeVersions, type VersionRow } from './merge-relay.ts';
import type { RelayList } from './read-relay-list.ts';
import { relayLists, versionsOf, type KnownList } from './relay.store.ts';

/** How long a list is recognised after it began. */
const knownMs = 60 * 24 * 3_600_000;
/** Share of equal rows by which a list is known again under another title. */
const mostly = 0.6;

/** Where a list belongs. several: more than one activity could be meant; none: none; over: to one that has ended. */
export type ListPlace =
  | { kind: 'found'; activity: StoredActivity; known: KnownList | null; renamed: boolean }
  | { kind: 'several' | 'none' | 'over' };

type Heading = Pick<RelayList, 'title' | 'example' | 'tail'>;

const wordsOf = ({ title, example, tail }: Heading) => [title, example, tail].join('\n');

/** By what a list is known again: SHA-256 of its title, example and tail. */
export const headingOf = (list: Heading): string =>
  createHash('sha256')
    .update(foldText(wordsOf(list)))
    .digest('hex');

/** Equal rows make it the same list: at least two, and most of the shorter version. */
function areAlike(known: readonly { text: string }[], rows: readonly { text: string }[]): boolean {
  const texts = new Set(known.map(({ text }) => text));
  const equal = rows.filter(({ text }) => texts.has(text)).length;
  return equal >= 2 && equal >= mostly * Math.min(texts.size, rows.length);
}

/** Days that the heading names as the day it is about; deadlines are not. */
function daysIn(words: string, at: { now: Date; zone: string }): string[] {
  return readMoments(words, at).flatMap(({ date, start, end }) => {
    return date && !isDeadline(words.slice(Math.max(0, start - 8), start), words.slice(end, end + 12))
      ? [date.toString()]
      : [];
  });
}

const pairs = (text: string) => {
  const plain = foldText(text).replaceAll(/[^\p{L}\p{N}]/gu, '');
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, index) => plain.slice(index, index + 2)));
};

/** How many neighbouring characters two texts share. */
function likeness(a: string, b: string): number {
  const other = pairs(b);
  return Array.from(pairs(a)).filter((pair) => other.has(pair)).length;
}

/** The open activities that a heading may be about: not those of another day, another kind or another purpose. */
export function meantBy(
  list: Heading,
  open: readonly StoredActivity[],
  at: { now: Date; zone: string },
): readonly StoredActivity[] {
  const words = wordsOf(list);
  const days = daysIn(words, at);
  const onDay = open.filter(({ startsAt }) => days.includes(wallTime(startsAt, at.zone).toPlainDate().toString()));
  if (days.length > 0 && onDay.length === 0) return [];
  const pool = onDay.length > 0 ? onDay : open;
  const kind = findKind(words)?.kind;
  const ofKind = kind ? pool.filter((activity) => activity.kind === kind) : pool;
  if (ofKind.length === 0) return onDay;
  const purpose = otherPurpose.exec(words)?.[0];
  const left = kind || purpose === undefined ? ofKind : ofKind.filter(({ title }) => title.includes(purpose));
  const scores = left.map((activity) => likeness(words, `${activity.title} ${activity.place}`));
  const best = Math.max(0, ...scores);
  const closest = left.filter((_, index) => scores[index] === best);
  return best > 0 ? closest : left;
}

/** Finds the activity a list is about: one that it is known for, under this title or a former one, else by its words. */
export async function findListPlace(
  context: MemberContext,
  list: RelayList,
  rows: readonly VersionRow[],
): Promise<ListPlace> {
  const { tx, unit, now, zone } = context;
  const open = await openActivities(tx, unit.id, now);
  const heading = headingOf(list);
  const known = await relayLists(tx, unit.id, new Date(now.getTime() - knownMs));
  const activityOf = ({ activityId }: KnownList) => open.find(({ id }) => id === activityId);
  const found = (one: KnownList, renamed: boolean): ListPlace | null => {
    const activity = activityOf(one);
    return activity ? { kind: 'found', activity, known: one, renamed } : null;
  };
  const quoted = open.find(({ id }) => id === quotedActivity(context));
  const equal = known.find(
    (one) => one.heading === heading && activityOf(one) && (!quoted || quoted.id === one.activityId),
  );
  if (equal) return found(equal, false) ?? { kind: 'none' };
  for (const one of known) {
    if (!activityOf(one) && one.heading !== heading) continue;
    if (!areAlike(mergeVersions(await versionsOf(tx, one.id)), rows)) continue;
    return found(one, true) ?? { kind: 'over' };
  }
  const meant = quoted ? [quoted] : meantBy(list, open, { now: context.message.at, zone });
  const [only] = meant;
  if (!only) return { kind: 'none' };
  return meant.length > 1 ? { kind: 'several' } : { kind: 'found', activity: only, known: null, renamed: false };
}
