import type { MemberContext } from '../../chat/handling-context.ts';

/** Tells a member in private, once per message and key; says nothing when they have no private talk or spoke themselves. */
export async function tellMember(context: MemberContext, memberId: number, key: string, text: string): Promise<void> {
  if (memberId === context.person.id) return;
  const { tx, directory, messenger, message } = context;
  const place = await directory.privateConversation(tx, memberId, message.platform);
  if (place) await messenger.send(tx, place, { text }, { naturalKey: `${key}:told` });
}
