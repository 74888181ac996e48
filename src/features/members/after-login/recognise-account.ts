import { recordAudit } from '../../../chat/audit.store.ts';
import { releaseWaiting } from '../../../chat/inbox/inbox.store.ts';
import type { Sender } from '../../../chat/message.ts';
import type { Tx } from '../../../lib/tx.ts';
import {
  accountsOfOtherLogins,
  namesPresent,
  noteLogin,
  noteNames,
  renewAccount,
  type MemberAccount,
} from '../accounts/account.store.ts';
import { settleRequests } from '../join-request.store.ts';
import { matchAccount, type AccountNames, type Match } from './match-account.ts';

/** Somebody seen under an id that we do not know. */
export interface Seen {
  platform: string;
  session: string;
  sender: Sender;
  /** The unit of the group; null = any, as in a private talk. */
  unitId: number | null;
}

export const namesSeen = ({ name, remark, nickname }: Sender): AccountNames => ({
  displayName: name,
  ...(remark === undefined ? {} : { remark }),
  ...(nickname === undefined ? {} : { nickname }),
});

/**
 * Whose account it may be after a login. A sure one goes on under the new id at once: whoever has it keeps all that is
 * theirs. What is handled late and comes from an older login changes nothing.
 */
export async function recogniseAccount(tx: Tx, seen: Seen): Promise<Match<MemberAccount> | null> {
  const { platform, session, sender, unitId } = seen;
  if (!(await noteLogin(tx, platform, session))) return null;
  const known = await accountsOfOtherLogins(tx, { platform, session, unitId });
  if (known.length === 0) return null;
  const present = await namesPresent(tx, { platform, session, except: sender.id });
  const match = matchAccount(namesSeen(sender), { known, present });
  if (match?.sure) await takeAgain(tx, match.account, seen);
  return match;
}

/** The member's account has this id now, and what it said meanwhile is handled. */
export async function takeAgain(
  tx: Tx,
  account: Pick<MemberAccount, 'id' | 'memberId' | 'unitId'>,
  { session, sender }: Pick<Seen, 'session' | 'sender'>,
): Promise<void> {
  const { id, memberId, unitId } = account;
  await renewAccount(tx, id, { externalId: sender.id, session });
  await noteNames(tx, id, sender);
  await settleRequests(tx, id, memberId);
  await releaseWaiting(tx, id);
  await recordAudit(tx, { unitId, memberId, action: 'member.recognised', subject: `member:${memberId}` });
}
