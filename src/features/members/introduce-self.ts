import type { UnitRef } from '../../chat/directory.ts';
import type { HandlingContext } from '../../chat/handling-context.ts';
import { openQuestion } from '../../chat/question.store.ts';
import { openJoinRequest } from './join-request.store.ts';
import { platformName } from './members.present.ts';
import { identityOf, onlyUnit } from './members.store.ts';
import { texts } from './texts.ts';

/** "我是张三": asks the unit's secretaries whether this account belongs to a member of theirs. */
export async function introduceSelf(context: HandlingContext, name: string): Promise<void> {
  const t = texts(context.locale);
  if (context.person) {
    await context.reply(t('introduce.known', { name: context.person.name }));
    return;
  }
  const unit = context.unit ?? (context.message.kind === 'dm' ? await onlyUnit(context.tx) : null);
  if (!unit || context.identityId === null) {
    await context.reply(t('introduce.which_unit', { name }));
    return;
  }
  const request = await openJoinRequest(context.tx, {
    unitId: unit.id,
    identityId: context.identityId,
    name,
  });
  await askSecretaries(context, unit, request, name);
  await context.reply(t('introduce.asked', { name }));
}

async function askSecretaries(context: HandlingContext, unit: UnitRef, request: number, name: string): Promise<void> {
  const { tx, message, directory, messenger, identityId } = context;
  const t = texts(context.locale);
  const account = await identityOf(tx, identityId ?? 0);
  const body = {
    text: t('introduce.request', {
      account: account.displayName,
      platform: platformName(account.platform, context.locale),
      name,
    }),
    buttons: [
      [
        { label: t('introduce.agree'), action: `join:${request}:agree` },
        { label: t('introduce.refuse'), action: `join:${request}:refuse` },
      ],
    ],
  };
  const groups = await directory.groupConversations(tx, unit.id);
  for (const secretary of await directory.peopleWithRole(tx, unit.id, ['secretary'])) {
    const talk = await directory.privateConversation(tx, secretary.id, message.platform);
    // A secretary without a private talk is asked in the group, where they will see it.
    for (const place of talk ? [talk] : groups) {
      const subject = `join:${request}`;
      await messenger.send(tx, place, body, { subject });
      await openQuestion(tx, {
        conversation: place,
        memberId: secretary.id,
        kind: 'members.join',
        subject,
        payload: { name },
        several: true,
        now: context.now,
        expiresAt: null,
      });
    }
  }
}
