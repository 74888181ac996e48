import type { Perhaps, RoleName } from '../../../chat/directory.ts';
import type { Locale } from '../../../chat/locale.ts';
import type { InboundMessage } from '../../../chat/message.ts';
import type { Tx } from '../../../lib/tx.ts';
import { openJoinRequest } from '../join-request.store.ts';
import { platformName } from '../members.present.ts';
import { texts } from '../texts.ts';

/** A name that anybody can take opens no office: who has one proves it by a code, or by another secretary's word. */
export const needsProof = (role: RoleName): boolean => role !== 'member';

/** See Directory. In a group everybody reads along, so it is said there once; in private as often as somebody speaks. */
export async function askWhoItIs(
  tx: Tx,
  asked: { perhaps: Perhaps; identityId: number; message: InboundMessage; locale: Locale },
): Promise<string | null> {
  const { perhaps, identityId, message, locale } = asked;
  const { id: memberId, name, unitId, role } = perhaps.person;
  if (perhaps.asked && message.kind === 'group') return null;
  await openJoinRequest(tx, { unitId, identityId, name, memberId });
  return texts(locale)(needsProof(role) ? 'again.prove' : 'again.ask', {
    name,
    platform: platformName(message.platform, locale),
  });
}
