import { withoutTopic } from '../../chat/conversation-id.ts';
import type { UnitRef } from '../../chat/directory.ts';
import type { HandlingContext } from '../../chat/handling-context.ts';
import { bindChat, createMember, findUnit, linkIdentity, noteNotice, useClaimCode } from './members.store.ts';
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
  if (!unit) return say(context, t('bind.not_secretary'));
  await bind(context, unit);
  await say(context, t('bind.done', { unit: unit.name }));
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
  await linkIdentity(tx, identityId, member.id);
  await context.audit('unit.claimed', `unit:${unit.id}`);
  if (isGroup) await bind(context, unit);
  await say(
    context,
    t('bind.claimed', { name, unit: unit.name, next: t(isGroup ? 'bind.next_group' : 'bind.next_dm') }),
  );
}

async function bind(context: HandlingContext, unit: UnitRef): Promise<void> {
  const group = withoutTopic(context.message.conversation);
  await bindChat(context.tx, group, unit.id);
  await context.audit('chat.bound', `unit:${unit.id}`);
  if (await noteNotice(context.tx, group, context.now)) {
    await context.messenger.send(context.tx, context.message.conversation, {
      text: texts(context.locale)('notice', { unit: unit.name }),
    });
  }
}

/** The bot was taken into a group: says what it keeps and what not, once. */
export async function greetGroup(context: HandlingContext): Promise<void> {
  const t = texts(context.locale);
  const group = withoutTopic(context.message.conversation);
  if (context.message.kind !== 'group') return;
  if (!context.unit) return say(context, t('notice.unbound'));
  if (await noteNotice(context.tx, group, context.now)) await say(context, t('notice', { unit: context.unit.name }));
}

async function unitOfSecretary({ tx, person }: HandlingContext): Promise<UnitRef | null> {
  return person?.role === 'secretary' ? findUnit(tx, person.unitId) : null;
}

const say = async (context: HandlingContext, text: string) => {
  await context.reply(text);
};
