import type { HandlingContext } from '../../../chat/handling-context.ts';
import { tellSecretaries } from '../../../chat/notices/tell-secretaries.ts';
import { findAccount } from '../accounts/account.store.ts';
import { linkAccount } from '../accounts/link-account.ts';
import { platformName } from '../members.present.ts';
import { texts } from '../texts.ts';
import { needsProof } from './ask-who-it-is.ts';

/** 「是我」 after askWhoItIs: the account is the member's again, and the secretaries see it, since a name proves nothing. */
export async function confirmSelf(context: HandlingContext): Promise<void> {
  const { tx, perhaps, identityId, message, locale, now } = context;
  if (!perhaps || identityId === null) return;
  const t = texts(locale);
  const { id: memberId, name, unitId, role } = perhaps.person;
  const platform = platformName(message.platform, locale);
  if (needsProof(role)) return void (await context.reply(t('again.prove', { name, platform })));
  const { displayName, nickname } = await findAccount(tx, identityId);
  const id = await linkAccount(tx, identityId, { id: memberId, unitId }, 'member.recognised');
  await context.reply(t('again.done', { name }));
  await tellSecretaries(tx, context.directory, {
    unitId,
    body: t('again.notice', { name, platform, account: nickname ?? displayName }),
    naturalKey: `recognised:${id}:${now.getTime()}`,
    platform: message.platform,
  });
}
