import { foldText } from '../../../lib/text.ts';

/** The names by which an account can be told; null or absent = not known. */
export interface AccountNames {
  /** What our own account noted about the contact; nobody else can set it. */
  remark?: string | null;
  /** The name shown in the group alone. */
  nickname?: string | null;
  /** The name shown everywhere. */
  displayName: string;
  /** The member's name in our list, for an account that belongs to one. */
  memberName?: string | null;
}

export interface KnownAccount extends AccountNames {
  id: number;
  memberId: number;
}

export interface Surroundings<A extends KnownAccount> {
  /** Members' accounts under ids of other logins. */
  known: readonly A[];
  /** Everybody else who is seen under ids of the present login. */
  present: readonly AccountNames[];
}

/** Whose account it is. sure: our own note says so; otherwise the person has to say it. */
export interface Match<A extends KnownAccount> {
  sure: boolean;
  account: A;
}

const fold = (name: string | null | undefined) => foldText(name ?? '').replaceAll(' ', '');

/** Everything that the account is called. */
function namesOf({ remark, nickname, displayName, memberName }: AccountNames): Set<string> {
  return new Set([remark, nickname, displayName, memberName].map(fold).filter((name) => name !== ''));
}

const share = (one: ReadonlySet<string>, other: ReadonlySet<string>) => [...one].some((name) => other.has(name));

/** Whether two accounts have a name in common. */
export const isCalledAlike = (one: AccountNames, other: AccountNames) => share(namesOf(one), namesOf(other));

/** The newest of accounts that all belong to one member; null when there are several members, or none. */
function ofOneMember<A extends KnownAccount>(accounts: readonly A[]): A | null {
  if (new Set(accounts.map(({ memberId }) => memberId)).size !== 1) return null;
  return accounts.toSorted((a, b) => b.id - a.id)[0] ?? null;
}

/**
 * Finds again whose account it is after ids have changed. Our own note is proof, unless two accounts carry the same.
 * A name is none, since everybody chooses their own: it points to a member only while exactly one is called so and no
 * other account present is, and never against a note that says otherwise.
 */
export function matchAccount<A extends KnownAccount>(
  seen: AccountNames,
  { known, present }: Surroundings<A>,
): Match<A> | null {
  const remark = fold(seen.remark);
  const noted = remark === '' ? [] : known.filter((account) => fold(account.remark) === remark);
  if (noted.length > 0) {
    const account = ofOneMember(noted);
    return account && !present.some((other) => fold(other.remark) === remark) ? { sure: true, account } : null;
  }
  const names = namesOf(seen);
  const alike = known.filter((account) => {
    const speaksAgainst = remark !== '' && fold(account.remark) !== '';
    return !speaksAgainst && share(namesOf(account), names);
  });
  const account = ofOneMember(alike);
  if (!account) return null;
  const common = new Set([...namesOf(account)].filter((name) => names.has(name)));
  return present.some((other) => share(namesOf(other), common)) ? null : { sure: false, account };
}
