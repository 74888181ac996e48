import type { Person } from '../../chat/directory.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import type { Locale } from '../../chat/locale.ts';
import { award } from './award.ts';
import { longestReason, type GiftReading } from './read-gift.ts';
import { mostPoints } from './scheme.ts';
import { tellMember } from './tell-member.ts';
import { texts } from './texts.ts';

/** Says what is missing in 加分, in the person's own words. */
export function presentGiftFault(reading: GiftReading & { ok: false }, locale: Locale): string {
  const t = texts(locale);
  switch (reading.fault) {
    case 'amount':
      return t('give_no_amount');
    case 'range':
      return t('give_range', { most: mostPoints, name: reading.name });
    case 'negative':
      return t('give_negative', { name: reading.name });
    case 'reason':
      return t('give_no_reason', reading);
    case 'long':
      return t('give_long_reason', { most: longestReason });
    default:
      return reading satisfies never;
  }
}

/**
 * Books points that one person gives another by hand and tells the one who gets them. Nobody gives to themselves: it
 * takes two. One message books once, also when it is edited afterwards.
 * @param gift message: the message that gave them, unique among all conversations
 */
export async function bookGift(
  context: MemberContext,
  member: Person,
  gift: { points: number; reason: string; message: string },
): Promise<void> {
  const t = texts(context.locale);
  if (member.id === context.person.id) return void (await context.reply(t('give_self')));
  const naturalKey = `given:${gift.message}`;
  const { awarded } = await award(context.tx, {
    unitId: context.unit.id,
    memberId: member.id,
    item: 'manual',
    points: gift.points,
    eventAt: context.message.at,
    zone: context.zone,
    naturalKey,
    reason: gift.reason,
    inboxId: context.inboxId,
    authorId: context.person.id,
  });
  if (!awarded) return void (await context.reply(t('given_before')));
  await context.audit('points.give', `member:${member.id}`);
  await context.reply(t('given', { name: member.name, ...gift }));
  await tellMember(context, member.id, naturalKey, t('given_told', { giver: context.person.name, ...gift }));
}
