import { recordAudit } from '../../../chat/audit.store.ts';
import { releaseWaiting } from '../../../chat/inbox/inbox.store.ts';
import type { Tx } from '../../../lib/tx.ts';
import { accountsOf, findAccount, renewAccount, setOwner, type Account } from './account.store.ts';
import { settleRequests } from '../join-request.store.ts';
import { isCalledAlike } from '../after-login/match-account.ts';

/**
 * The account is the member's from now on, and what it said meanwhile is handled. Where ids change at each login it
 * takes the place of the member's account of before, so that they have one and not two.
 * @returns the account's row, which may be the older one
 */
export async function linkAccount(
  tx: Tx,
  identityId: number,
  member: { id: number; unitId: number },
  why: 'member.linked' | 'member.recognised',
): Promise<number> {
  const account = await findAccount(tx, identityId);
  const before = await accountBefore(tx, account, member.id);
  if (before) await renewAccount(tx, before.id, account);
  else await setOwner(tx, identityId, member.id);
  const id = before?.id ?? identityId;
  await settleRequests(tx, id, member.id);
  await releaseWaiting(tx, id);
  await recordAudit(tx, { unitId: member.unitId, memberId: member.id, action: why, subject: `member:${member.id}` });
  return id;
}

/** The member's account of an older login that this one goes on: the one called alike, or the only one. */
async function accountBefore(tx: Tx, account: Account, memberId: number): Promise<Account | null> {
  const others = await accountsOf(tx, memberId);
  const older = others.filter(
    ({ id, platform, session }) => id !== account.id && platform === account.platform && session !== account.session,
  );
  const alike = older.find((one) => isCalledAlike(one, account));
  return alike ?? (older.length === 1 ? (older[0] ?? null) : null);
}
