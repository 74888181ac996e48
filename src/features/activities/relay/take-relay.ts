import type { MemberContext } from '../../../chat/handling-context.ts';
import { openQuestion } from '../../../chat/question.store.ts';
import { withoutTopic } from '../../../chat/conversation-id.ts';
import { tellSecretaries } from '../../../chat/notices/tell-secretaries.ts';
import { readRoster } from '../../members/index.ts';
import { subjectOf } from '../activity-subject.ts';
import { isOrganiser } from '../activity.policy.ts';
import type { StoredActivity } from '../activity.store.ts';
import { planActivity } from '../plan-activity.ts';
import { readActivity } from '../read-activity.ts';
import { peopleIn } from '../roll.present.ts';
import { readRoll } from '../roll.store.ts';
import { texts } from '../texts.ts';
import { applyStandings } from './apply-standings.ts';
import { findListPlace, headingOf, type ListPlace } from './find-list.ts';
import { matchRoster } from './match-roster.ts';
import { mergeVersions, standings, type MergedRow, type VersionRow } from './merge-relay.ts';
import { nativeRelayList } from './read-native-relay.ts';
import { readRelayList, type RelayList } from './read-relay-list.ts';
import { presentRelayReceipt, presentUnknownRows, type RelayNews } from './relay.present.ts';
import { addVersion, createRelayList, renameRelayList, versionsOf } from './relay.store.ts';
import { rosterNames } from './roster-names.ts';
import { isHelperName } from './row-words.ts';

/** Kind of the question that takes single rows after a list. */
export const rowsKind = 'activities.relay_rows';
const rowsMinutes = 24 * 60;

/** A list with its rows matched to members. */
export interface MatchedList {
  list: RelayList;
  rows: readonly VersionRow[];
}

/** Reads the list that a message is, by the platform's own data if it gives any, and finds whom its rows name. */
async function matchList(context: MemberContext, text: string): Promise<MatchedList | null> {
  const { tx, unit, message } = context;
  const roster = await readRoster(tx, unit.id);
  const names = rosterNames(roster.map(({ name }) => name));
  const list = message.relay ? nativeRelayList(message.relay, names) : readRelayList(text, names);
  if (!list || list.rows.length === 0) return null;
  return { list, rows: list.rows.map(matchRoster(roster, message.platform)) };
}

const isMember = ({ who }: { who: string }) => who.startsWith('m:');

/** Rows of nobody that were not there before. */
function unknownIn(before: readonly MergedRow[], after: readonly MergedRow[]): MergedRow[] {
  const known = new Set(before.map(({ who, text }) => `${who} ${text}`));
  return after.filter(
    (row) => !isMember(row) && !row.gone && !isHelperName(row.name) && !known.has(`${row.who} ${row.text}`),
  );
}

/** Adds what this message says to a list and to the roll, and answers with a receipt if anything came of it. */
export async function takeVersion(
  context: MemberContext,
  place: { activity: StoredActivity; listId: number; renamed: boolean },
  rows: readonly VersionRow[],
): Promise<void> {
  const { tx, unit, person, inboxId, message } = context;
  const { activity, listId, renamed } = place;
  const earlier = await versionsOf(tx, listId);
  const version = await addVersion(tx, { listId, inboxId, senderId: person.id, at: message.at, rows });
  const before = mergeVersions(earlier);
  const after = mergeVersions([...earlier, version]);
  const differences = await applyStandings(context, {
    activityId: activity.id,
    before: standings(before),
    after: standings(after),
    inboxIds: new Set([...earlier, version].map((one) => one.inboxId)),
  });
  const unknown = unknownIn(before, after);
  const late = differences.length > 0 && activity.signupUntil !== null && message.at > activity.signupUntil;
  const roll = await readRoll(tx, unit.id, activity.id);
  const people = peopleIn(roll.filter(({ state }) => state === 'joined' || state === 'attended'));
  await sayReceipt(context, activity, { people, differences, unknown, renamed, late });
  if (late) await tellLate(context, activity, differences.map(({ name }) => name).join('、'));
  if (unknown.length > 0) await tellUnknown(context, activity, listId, unknown);
}

/** In a group only who changed something hears of it. */
async function sayReceipt(context: MemberContext, activity: StoredActivity, news: RelayNews): Promise<void> {
  const t = texts(context.locale);
  const isNews = news.differences.length > 0 || news.unknown.length > 0 || news.renamed;
  const subject = subjectOf(activity.id);
  if (!isNews && context.message.kind === 'group') return;
  const text = isNews ? presentRelayReceipt(news, context.locale) : t('relay_same', { title: activity.title });
  const line = t('relay_line', { name: context.person.name, text });
  await context.reply(text, { subject, merge: { line, memberId: context.person.id } });
}

async function tellUnknown(context: MemberContext, { id, title }: StoredActivity, listId: number, rows: MergedRow[]) {
  const { tx, unit, person, message, directory, locale } = context;
  await tellSecretaries(tx, directory, {
    unitId: unit.id,
    body: presentUnknownRows({ title, sender: person.name, rows }, locale),
    naturalKey: `relay:${listId}:unknown:${context.inboxId}`,
    subject: subjectOf(id),
    platform: message.platform,
  });
}

async function tellLate(context: MemberContext, { id, title }: StoredActivity, names: string) {
  const { tx, unit, message, directory, locale, inboxId } = context;
  await tellSecretaries(tx, directory, {
    unitId: unit.id,
    body: texts(locale)('relay_late_told', { title, names }),
    naturalKey: `relay:late:${inboxId}`,
    subject: subjectOf(id),
    platform: message.platform,
  });
}

/** No single activity: an organiser's title may announce one; else silence in a group, and the secretary hears once that a list was left lying. */
async function leaveLying(context: MemberContext, kind: ListPlace['kind'], { list, rows }: MatchedList): Promise<void> {
  const { tx, unit, message, repliedTo, directory, locale } = context;
  const t = texts(locale);
  const announces = readActivity(list.title, { now: message.at, zone: context.zone }) !== null;
  if (kind === 'none' && announces && isOrganiser(context.person)) {
    return planActivity(context, { text: list.title, commanded: false });
  }
  if (message.kind === 'dm' || message.mentionsBot || repliedTo?.subject != null) {
    const said = { several: 'relay_several', none: 'relay_none', over: 'relay_over', found: 'relay_none' } as const;
    return void (await context.reply(t(said[kind])));
  }
  if (kind !== 'several' || !rows.some(isMember)) return;
  await tellSecretaries(tx, directory, {
    unitId: unit.id,
    body: t('relay_several_told', { title: list.title.split('\n')[0] ?? '' }),
    naturalKey: `relay:several:${headingOf(list)}`,
    platform: message.platform,
  });
}

/** Single rows said after a list, 「13. 张三」, go on with it. */
async function expectRows(context: MemberContext, listId: number): Promise<void> {
  if (context.message.kind !== 'group') return;
  const { tx, now, message } = context;
  await openQuestion(tx, {
    conversation: withoutTopic(message.conversation),
    memberId: null,
    kind: rowsKind,
    subject: `relay:${listId}`,
    now,
    expiresAt: new Date(now.getTime() + rowsMinutes * 60_000),
  });
}

/**
 * Takes a relay list that somebody posted: finds its activity, adds it to what is known of the list and puts the
 * difference on the roll. A list that does not say that it is one must name members, or nothing is said.
 */
export async function takeRelay(context: MemberContext, text: string): Promise<void> {
  const matched = await matchList(context, text);
  if (!matched) return;
  const { list, rows } = matched;
  const { tx, unit, now } = context;
  if (!list.marked && rows.filter(isMember).length * 2 < rows.length) return;
  const place = await findListPlace(context, list, rows);
  if (place.kind !== 'found') return leaveLying(context, place.kind, matched);
  const { activity, known, renamed } = place;
  const heading = headingOf(list);
  if (known && renamed) await renameRelayList(tx, known.id, heading);
  const listId =
    known?.id ?? (await createRelayList(tx, { unitId: unit.id, activityId: activity.id, heading, createdAt: now })).id;
  await takeVersion(context, { activity, listId, renamed }, rows);
  await expectRows(context, listId);
}
