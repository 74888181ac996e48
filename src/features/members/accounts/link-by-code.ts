import type { HandlingContext, MemberContext } from '../../../chat/handling-context.ts';
import { findAccount, type Account } from './account.store.ts';
import { linkAccount } from './link-account.ts';
import {
  findLinkCode,
  linkCodeMinutes,
  makeLinkCode,
  mayTry,
  noteWrongTry,
  useLinkCode,
  type FoundCode,
} from './link-code.store.ts';
import { platformName } from '../members.present.ts';
import { findPerson } from '../people.store.ts';
import { unitPlatforms } from '../members.store.ts';
import { texts } from '../texts.ts';

/** 「绑定账号」: a code for the member's other account, told in private. */
export async function offerLinkCode(context: MemberContext): Promise<void> {
  const { tx, person, unit, now, locale } = context;
  const t = texts(locale);
  const code = await makeLinkCode(tx, person.id, now);
  const links = (await unitPlatforms(tx, unit.id)).flatMap((platform) => {
    const link = context.startLink(platform, code);
    return link === null ? [] : [t('code.link', { platform: platformName(platform, locale), link })];
  });
  await context.replyPrivately([t('code.offer', { code, minutes: linkCodeMinutes }), ...links].join('\n'));
}

/**
 * 「绑定码 XXXXXXXX」: the account that says it belongs to the member who asked for the code. It works in a group as well:
 * it counts once, so whoever reads it there comes too late.
 */
export async function linkByCode(context: HandlingContext, code: string): Promise<void> {
  const t = texts(context.locale);
  const { tx, message, identityId, now } = context;
  if (!message.sender || identityId === null) return void (await context.reply(t('code.wrong')));
  const account = await findAccount(tx, identityId);
  const guesser = {
    platform: message.platform,
    account: message.sender.id,
    isStranger: account.memberId === null,
  };
  if (!(await mayTry(tx, guesser, now))) return void (await context.reply(t('code.too_often')));
  const found = await findLinkCode(tx, code);
  const fault = faultOf(found, now);
  if (!found || fault) {
    if (fault === 'wrong') await noteWrongTry(tx, guesser, now);
    return void (await context.reply(t(`code.${fault ?? 'wrong'}`)));
  }
  await context.reply(await bindTo(context, account, found));
}

function faultOf(found: FoundCode | null, now: Date): 'wrong' | 'used' | 'expired' | null {
  if (!found || found.member.leftAt !== null) return 'wrong';
  if (found.usedAt !== null) return 'used';
  return found.expiresAt.getTime() <= now.getTime() ? 'expired' : null;
}

/** @returns what to say */
async function bindTo(context: HandlingContext, account: Account, { id, member }: FoundCode): Promise<string> {
  const { tx, locale, now } = context;
  const t = texts(locale);
  const owner = account.memberId === null ? null : await findPerson(tx, account.memberId);
  if (owner?.id === member.id) return t('code.same', { name: member.name });
  if (owner) return t('code.other', { name: owner.name, platform: platformName(account.platform, locale) });
  if (!(await useLinkCode(tx, id, now))) return t('code.used');
  await linkAccount(tx, account.id, member, 'member.linked');
  return t('code.done', { name: member.name });
}
