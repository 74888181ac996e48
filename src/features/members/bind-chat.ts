import { withoutTopic } from '../../chat/conversation-id.ts';
import type { UnitRef } from '../../chat/directory.ts';
import type { HandlingContext, MemberContext } from '../../chat/handling-context.ts';
import { foldText } from '../../lib/text.ts';
import { linkAccount } from './accounts/link-account.ts';
import { takeRoomAgain } from './after-login/meet-again.ts';
import { bindChat, createMember, findUnit, noteNotice, useClaimCode } from './members.store.ts';
import { hearsAll, noteHearing, roomsOfOtherLogins, unbindRoom, type Room } from './room.store.ts';
import { texts } from './texts.ts';

/**
 * Binds a group to a unit. With a claim code the speaker becomes the unit's first secretary; without one it is for a
 * secretary of the unit.
 */
export async function bindGroup(context: HandlingContext, code: string): Promise<void> {
  const t = texts(context.locale);
  if (code !== '') return claim(context, code.toUpperCase());
  if (context.message.kind === 'dm') return say(context, t('bind.in_group'));
  if (context.unit) return say(context, t('bind.already', { unit: context.unit.name }));
  const unit = await unitOfSecretary(context);
  if (!unit) return refuse(context);
  const found = await bind(context, unit);
  const lines = [t(found ? 'bind.moved' : 'bind.done', { unit: unit.name })];
  if ((await hearsAll(context.tx, context.message.conversation)) === false) lines.push(t('bind.deaf'));
  await say(context, lines.join('\n'));
}

/** Perhaps it is the secretary under a new id: then they are asked first. */
async function refuse(context: HandlingContext): Promise<void> {
  const { tx, perhaps, identityId, message, locale, directory } = context;
  const asks = perhaps?.person.role === 'secretary' && identityId !== null;
  const asked = asks ? await directory.askWhoItIs(tx, { perhaps, identityId, message, locale }) : null;
  await say(context, asked ?? texts(locale)('bind.not_secretary'));
}

async function claim(context: HandlingContext, code: string): Promise<void> {
  const t = texts(context.locale);
  const { tx, message, identityId } = context;
  const isGroup = message.kind === 'group';
  if (identityId === null || !message.sender || context.person) return say(context, t('bind.wrong'));
  const unit = await useClaimCode(tx, code, (isGroup && message.chatTitle) || t('bind.unit_name'));
  if (!unit) return say(context, t('bind.wrong'));
  const { name } = message.sender;
  const member = await createMember(tx, { unitId: unit.id, name, role: 'secretary' });
  await linkAccount(tx, identityId, { id: member.id, unitId: unit.id }, 'member.linked');
  await context.audit('unit.claimed', `unit:${unit.id}`);
  if (isGroup) await bind(context, unit);
  await say(
    context,
    t('bind.claimed', { name, unit: unit.name, next: t(isGroup ? 'bind.next_group' : 'bind.next_dm') }),
  );
}

/** @returns whether it is a group of the unit's that goes on here under a new id */
async function bind(context: HandlingContext, unit: UnitRef): Promise<boolean> {
  const { tx, message } = context;
  const group = withoutTopic(message.conversation);
  const before = await roomBefore(context, unit);
  if (before && message.session !== undefined) {
    const { session, chatTitle: title } = message;
    await takeRoomAgain(tx, before, { conversation: group, session, title });
  } else await bindChat(tx, group, unit.id);
  await context.audit('chat.bound', `unit:${unit.id}`);
  if (await noteNotice(tx, group, context.now)) {
    await context.messenger.send(tx, message.conversation, {
      text: texts(context.locale)('notice', { unit: unit.name }),
    });
  }
  return before !== null;
}

/** The unit's group of this title under the ids of an older login; null when there is none, or several. */
async function roomBefore({ tx, message }: HandlingContext, unit: UnitRef): Promise<Room | null> {
  const { platform, session, chatTitle } = message;
  if (session === undefined) return null;
  const rooms = await roomsOfOtherLogins(tx, { platform, session, unitId: unit.id });
  const alike = rooms.filter(({ title }) => foldText(title) === foldText(chatTitle));
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** 「解除绑定」: the group is nobody's any more; members, activities and points stay. */
export async function unbindGroup(context: MemberContext): Promise<void> {
  const t = texts(context.locale);
  const { tx, message, unit, now } = context;
  if (message.kind === 'dm') return say(context, t('unbind.in_group'));
  await unbindRoom(tx, withoutTopic(message.conversation), now);
  await context.audit('chat.unbound', `unit:${unit.id}`);
  await say(context, t('unbind.done', { unit: unit.name }));
}

/** The bot was taken into a group: says what it keeps and what not, once, and what keeps it from hearing. */
export async function greetGroup(context: HandlingContext): Promise<void> {
  const { tx, message, unit, now, locale } = context;
  if (message.kind !== 'group') return;
  const t = texts(locale);
  const { hearsAll: hears } = message;
  if (hears !== undefined) await noteHearing(tx, message.conversation, hears);
  const isNew = unit !== null && (await noteNotice(tx, withoutTopic(message.conversation), now));
  const lines = [
    ...(unit === null ? [t('notice.unbound')] : []),
    ...(isNew ? [t('notice', { unit: unit.name })] : []),
    ...(hears === false ? [t('notice.deaf')] : []),
  ];
  if (lines.length > 0) await say(context, lines.join('\n\n'));
}

async function unitOfSecretary({ tx, person }: HandlingContext): Promise<UnitRef | null> {
  return person?.role === 'secretary' ? findUnit(tx, person.unitId) : null;
}

const say = async (context: HandlingContext, text: string) => {
  await context.reply(text);
};
