import { defineQuestion } from '../../../chat/feature.ts';
import type { MemberContext } from '../../../chat/handling-context.ts';
import { readRoster } from '../../members/index.ts';
import { findActivity } from '../activity.store.ts';
import { matchRoster } from './match-roster.ts';
import { mergeVersions, type VersionRow } from './merge-relay.ts';
import { readRow } from './read-relay-row.ts';
import { findRelayList, versionsOf } from './relay.store.ts';
import { rosterNames } from './roster-names.ts';
import { chooseOpeners, findOpeners } from './read-openers.ts';
import { rowsKind, takeVersion } from './take-relay.ts';

const longest = 200;
const mostRows = 5;

/** Nothing but a few numbered lines with words behind the numbers. A number alone is a choice from a list. */
function readMoreRows(text: string): string | null {
  if (text.length > longest) return null;
  const lines = text.trim().split('\n');
  const openers = findOpeners(text.trim()).filter(({ start }) => start === 0 || text.trim()[start - 1] === '\n');
  const hasWords = lines.every((line) => /\p{L}/u.test(line));
  return openers.length === lines.length && lines.length <= mostRows && hasWords ? text.trim() : null;
}

/** Rows that name members go on with the list; anything else was no row. */
async function addRows(context: MemberContext, listId: number, text: string): Promise<void> {
  const { tx, unit, now, message } = context;
  const known = await findRelayList(tx, unit.id, listId);
  const activity = known && (await findActivity(tx, unit.id, known.activityId));
  if (activity?.state !== 'open' || activity.endsAt <= now) return;
  const roster = await readRoster(tx, unit.id);
  const names = rosterNames(roster.map(({ name }) => name));
  const openers = chooseOpeners(findOpeners(text), text, names);
  const match = matchRoster(roster, message.platform);
  const added = openers.flatMap(({ from, number }, index) =>
    readRow(number, text.slice(from, openers[index + 1]?.start), names).map(match),
  );
  if (added.length === 0 || !added.every(({ who }) => who.startsWith('m:'))) return;
  const named = new Set(added.map(({ who }) => who));
  const standing = mergeVersions(await versionsOf(tx, listId)).filter(({ gone, who }) => !gone && !named.has(who));
  const rest = standing.map(({ number, text: words, name, note, state, count, who }): VersionRow => {
    return { number, text: words, name, note, state, count, who };
  });
  await takeVersion(context, { activity, listId, renamed: false }, [...rest, ...added]);
}

/** 「13. 张三」 alone, while a list is open in the group. */
export const moreRowsQuestion = defineQuestion({
  kind: rowsKind,
  read: readMoreRows,
  handle: (context, { subject }, text) => addRows(context, Number(subject.slice('relay:'.length)), text),
});
