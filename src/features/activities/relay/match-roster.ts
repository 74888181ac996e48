import { groupBy } from '../../../lib/group-by.ts';
import type { RosterMember } from '../../members/index.ts';
import type { VersionRow, Who } from './merge-relay.ts';
import { firstWord, type RelayRow } from './read-relay-row.ts';
import { foldName } from './roster-names.ts';

const brackets = /[（(【[][^）)】\]]*[）)】\]]/gu;
const bareName = (text: string) => text.replaceAll(brackets, ' ').trim();
const beforeDash = (text: string) => text.split(/[-—–－~～|｜_]/u)[0] ?? text;

/** What the first word of a row may be meant as, the fullest first. */
function namesIn({ name, text }: RelayRow): string[] {
  const word = firstWord(text);
  return [name, word, bareName(word), bareName(beforeDash(word)), bareName(name)].map(foldName);
}

/** Finds members by what a row says: one, or nobody. Two who could be meant are nobody: nothing is guessed. */
export function matchRoster(roster: readonly RosterMember[], platform: string) {
  const only = (found: readonly RosterMember[]) => (found.length === 1 ? (found[0] ?? null) : null);
  const byName = groupBy(roster, ({ name }) => foldName(name));
  const aliases = roster.flatMap((member) =>
    [...new Set(member.aliases.map(foldName))].map((name) => ({ name, member })),
  );
  const byAlias = groupBy(aliases, ({ name }) => name);
  const byAccount = new Map(
    roster.flatMap((member) =>
      member.accounts.filter((account) => account.platform === platform).map(({ id }) => [id, member] as const),
    ),
  );

  function named(row: RelayRow): RosterMember | null {
    const names = namesIn(row).filter((name) => name !== '');
    for (const name of names) {
      const found = byName.get(name);
      if (found) return only(found);
    }
    for (const name of names) {
      const found = byAlias.get(name);
      if (found) return only(found.map(({ member }) => member));
    }
    return null;
  }

  const account = (id: string): Who => {
    const member = byAccount.get(id);
    return member ? `m:${member.id}` : `a:${id}`;
  };

  /** The row with whom it is about: the member it names, else who wrote it. */
  return (row: RelayRow): VersionRow => {
    const { author, at, ...rest } = row;
    const member = named(row);
    const owner = author === undefined ? undefined : account(author);
    const who: Who = member ? `m:${member.id}` : (owner ?? `n:${foldName(row.name)}`);
    return {
      ...rest,
      who,
      ...(owner === undefined ? {} : { owner }),
      ...(at === undefined ? {} : { at: at.getTime() }),
    };
  };
}
