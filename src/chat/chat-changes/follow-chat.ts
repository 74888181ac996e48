import type { Tx } from '../../lib/tx.ts';
import { followMove, moveConversation } from './chat-move.store.ts';
import { noteClosed } from './close-chat.ts';
import type { Directory, Who } from '../directory.ts';
import type { Locale } from '../locale.ts';
import type { InboundMessage } from '../message.ts';

interface FollowDeps {
  directory: Directory;
  locale: Locale;
}

/** @returns whether the message only told what became of the chat, and that is taken care of now */
export async function followChat(tx: Tx, message: InboundMessage, deps: FollowDeps): Promise<boolean> {
  const { event, conversation, platform, movedTo } = message;
  if (event === 'moved' && movedTo !== undefined) await moveConversation(tx, conversation, movedTo);
  else if (event === 'bot_left') await noteClosed(tx, { conversation, platform, code: 'bot_left' }, deps);
  else if (event === 'met') await deps.directory.meetAgain(tx, message, deps.locale);
  else return false;
  return true;
}

/**
 * Who is speaking. What was said in a group before it moved belongs to where the group is now; that is looked up only
 * where nobody is bound, so it costs nothing elsewhere.
 */
export async function identifyThere(
  tx: Tx,
  message: InboundMessage,
  { directory }: Pick<FollowDeps, 'directory'>,
): Promise<{ message: InboundMessage; who: Who }> {
  const who = await directory.identify(tx, message);
  if (who.unit !== null || message.kind !== 'group') return { message, who };
  const conversation = await followMove(tx, message.conversation);
  if (conversation === message.conversation) return { message, who };
  const there = { ...message, conversation };
  return { message: there, who: await directory.identify(tx, there) };
}
