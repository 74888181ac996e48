import type { Sender } from '../../../chat/message.ts';
import type { MemberAccount } from '../accounts/account.store.ts';
import { matchAccount } from './match-account.ts';
import { namesSeen } from './recognise-account.ts';

/** Somebody in a group, and the member's account that it is. */
export interface Met {
  sender: Sender;
  account: MemberAccount;
  /** id: has the same id still; sure: our own note says so; perhaps: is called so. */
  by: 'id' | 'sure' | 'perhaps';
}

/** Whom of a unit's members the people in a group are. */
export function matchPeople(
  people: readonly Sender[],
  { accounts, session }: { accounts: readonly MemberAccount[]; session: string },
): Met[] {
  const byId = new Map(accounts.map((account) => [account.externalId, account]));
  const strangers = people.filter(({ id }) => !byId.has(id));
  const known = accounts.filter((account) => account.session !== session);
  const names = people.map((person) => ({ id: person.id, ...namesSeen(person) }));
  return people.flatMap((sender): Met[] => {
    const same = byId.get(sender.id);
    if (same) return [{ sender, account: same, by: 'id' }];
    if (!strangers.includes(sender)) return [];
    const present = names.filter(({ id }) => id !== sender.id);
    const match = matchAccount(namesSeen(sender), { known, present });
    return match ? [{ sender, account: match.account, by: match.sure ? 'sure' : 'perhaps' }] : [];
  });
}

/** Fewest members by whom a group is recognised. */
const fewest = 2;

/** Whether enough of a unit's members are there to believe that it is their group: half of those who ever wrote, at least two. */
export function areEnough(met: readonly Met[], accounts: readonly MemberAccount[]): boolean {
  const count = (list: readonly { memberId: number }[]) => new Set(list.map(({ memberId }) => memberId)).size;
  return count(met.map(({ account }) => account)) >= Math.max(fewest, count(accounts) / 2);
}
