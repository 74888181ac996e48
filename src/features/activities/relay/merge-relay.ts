import { groupBy } from '../../../lib/group-by.ts';
import type { RelayRow } from './read-relay-row.ts';
import { foldName } from './roster-names.ts';

/**
 * Somebody, as a merge needs to know them: `m:<member id>`, `a:<platform account>` of nobody we know, or `n:<name>` when
 * there is nothing but a name.
 */
export type Who = `m:${number}` | `a:${string}` | `n:${string}`;

/** A row of one version with whom it is about. */
export interface VersionRow extends Omit<RelayRow, 'author' | 'at'> {
  who: Who;
  /** Who wrote it, where the platform says so; such a row is believed before all others. */
  owner?: Who;
  /** When it was written, where the platform says so; milliseconds since 1970. */
  at?: number;
}

/** The list as one person posted it. */
export interface RelayVersion {
  /** Orders versions of the same moment. */
  id: number;
  /** Milliseconds since 1970. */
  at: number;
  sender: Who;
  rows: readonly VersionRow[];
}

/** A row as it stands after all versions. */
export interface MergedRow extends Omit<VersionRow, 'owner' | 'at'> {
  /** Who answers for it: only they, and whom it is about, change it. Differs from `who` for 代报. */
  owner: Who;
  /** The platform said who wrote it. */
  sure: boolean;
  at: number;
  /** Taken out by one who may. */
  gone: boolean;
  /** Not in the newest version, though nobody who may has taken it out. */
  missing: boolean;
}

const keyOf = ({ name }: { name: string }) => foldName(name);

type Pair = { row: VersionRow; standing: MergedRow | null };

/** Sets each row of a version beside the standing row it continues: same name, the same words first. */
function pairUp(rows: readonly VersionRow[], standing: readonly MergedRow[]): Pair[] {
  const free = new Map<string, MergedRow[]>();
  for (const row of standing) free.set(keyOf(row), [...(free.get(keyOf(row)) ?? []), row]);
  const take = (row: VersionRow, fits: (known: MergedRow) => boolean): MergedRow | null => {
    const known = free.get(keyOf(row)) ?? [];
    const index = known.findIndex(fits);
    return index < 0 ? null : (known.splice(index, 1)[0] ?? null);
  };
  const equal = rows.map((row) => ({ row, standing: take(row, ({ text, gone }) => text === row.text && !gone) }));
  return equal.map((pair) => (pair.standing ? pair : { ...pair, standing: take(pair.row, () => true) }));
}

/** May this version change that row: its writer, whom it is about, or the platform's word for who wrote it. */
function mayChange(standing: MergedRow, row: VersionRow, { sender }: RelayVersion): boolean {
  if (row.owner === undefined) return sender === standing.who || (sender === standing.owner && !standing.sure);
  if (!standing.sure) return true;
  return row.owner === standing.owner && (row.owner === sender || (row.at ?? 0) > standing.at);
}

function asMerged(row: VersionRow, { sender, at }: RelayVersion): MergedRow {
  const { owner, at: written, ...rest } = row;
  return { ...rest, owner: owner ?? sender, sure: owner !== undefined, at: written ?? at, gone: false, missing: false };
}

/** The row as this version leaves it. */
function continueRow(standing: MergedRow, row: VersionRow, version: RelayVersion): MergedRow {
  const known = row.who.startsWith('m:') && !standing.who.startsWith('m:') ? { ...standing, who: row.who } : standing;
  const may = mayChange(known, row, version);
  if (may && (known.gone || known.text !== row.text)) {
    return { ...asMerged(row, version), who: known.who.startsWith('m:') ? known.who : row.who };
  }
  // Whoever posts his own row again answers for it himself from now on.
  const owner = row.owner ?? (version.sender === known.who && !known.gone ? version.sender : known.owner);
  return { ...known, owner, sure: known.sure || row.owner !== undefined, number: row.number, missing: false };
}

/**
 * A new row under a name that nobody of the unit has is its sender's: people write their nicknames. Not when there are
 * several such rows, or the sender has a row already, or in a list seen for the first time where it is not the last.
 */
function ownNickname(pairs: readonly Pair[], standing: readonly MergedRow[], sender: Who): VersionRow | null {
  const isNamed =
    pairs.some(({ row }) => row.who === sender) || standing.some(({ who, gone }) => who === sender && !gone);
  const strange = pairs.filter(
    (pair) => !pair.standing && pair.row.who.startsWith('n:') && pair.row.owner === undefined,
  );
  const [only] = strange;
  if (isNamed || !only || strange.length > 1 || !sender.startsWith('m:')) return null;
  return standing.length > 0 || only === pairs.at(-1) ? only.row : null;
}

function fold(standing: readonly MergedRow[], version: RelayVersion): MergedRow[] {
  const { sender } = version;
  const pairs = pairUp(version.rows, standing);
  const own = ownNickname(pairs, standing, sender);
  const next = new Map<MergedRow, MergedRow>();
  const added: MergedRow[] = [];
  for (const { row, standing: known } of pairs) {
    if (known) next.set(known, continueRow(known, row, version));
    else added.push(asMerged(row === own ? { ...row, who: sender } : row, version));
  }
  const kept = standing.map((row) => next.get(row) ?? leaveOut(row, version));
  return [...kept, ...added];
}

/** A row that a version does not have: taken out by one who may, else kept and marked. */
function leaveOut(row: MergedRow, { sender, at }: RelayVersion): MergedRow {
  if (row.gone) return row;
  const may = sender === row.who || sender === row.owner;
  return may ? { ...row, gone: true, at } : { ...row, missing: true };
}

/**
 * The list that all versions make together, by WeChat's own rule: who posts a version says his own rows in it; those of
 * everybody else are taken from what is known. The order in which versions became known does not matter, only when they
 * were posted. Rows come in the order of their numbers.
 */
export function mergeVersions(versions: readonly RelayVersion[]): MergedRow[] {
  const inOrder = versions.toSorted((a, b) => a.at - b.at || a.id - b.id);
  return inOrder.reduce<MergedRow[]>(fold, []).toSorted((a, b) => a.number - b.number || a.at - b.at);
}

/** What a list says about one person. */
export interface Standing {
  state: MergedRow['state'];
  count: number;
  note: string;
  /** Who put it there. */
  by: Who;
  at: number;
}

const countOf = (rows: readonly MergedRow[]): number => {
  const byName = new Map<string, number>();
  for (const row of rows) byName.set(keyOf(row), Math.max(row.count, byName.get(keyOf(row)) ?? 0));
  return Array.from(byName.values()).reduce((sum, count) => sum + count, 0);
};

/**
 * One answer for each person, however many rows: the row written last. Several names under one person who joins are
 * the people that come along.
 */
export function standings(rows: readonly MergedRow[]): Map<Who, Standing> {
  const byPerson = groupBy(rows, ({ who }) => who);
  return new Map(
    Array.from(byPerson, ([who, own]) => {
      const there = own.filter(({ gone }) => !gone);
      const last = (there.length > 0 ? there : own).reduce((a, b) => (b.at >= a.at ? b : a));
      const state = there.length > 0 ? last.state : 'cancel';
      const joined = there.filter((row) => row.state === 'join');
      const count = state === 'join' ? countOf(joined) : 1;
      return [who, { state, count, note: last.note, by: last.owner, at: last.at }];
    }),
  );
}
