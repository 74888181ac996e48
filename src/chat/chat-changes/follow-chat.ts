import type { Tx } from '../../lib/tx.ts';
import type { ChatAdapter } from '../chat-adapter.ts';
import { followMove, moveConversation } from './chat-move.store.ts';
import { noteClosed } from './close-chat.ts';
import { metBehind } from './met-behind.store.ts';
import type { Directory, Who } from '../directory.ts';
import type { Locale } from '../locale.ts';
import type { InboundMessage } from '../message.ts';

interface FollowDeps {
  directory: Directory;
  locale: Locale;
  adapters: ReadonlyMap<string, Pick<ChatAdapter, 'parse'>>;
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
 * where nobody is bound, so it costs nothing elsewhere. A group that is new since a login is met first.
 */
export async function identifyThere(
  tx: Tx,
  message: InboundMessage,
  deps: FollowDeps,
): Promise<{ message: InboundMessage; who: Who }> {
  const { directory } = deps;
  const who = await directory.identify(tx, message);
  if (who.unit !== null || message.kind !== 'group') return { message, who };
  const conversation = await followMove(tx, message.conversation);
  const there = { ...message, conversation };
  const isElsewhere = conversation !== message.conversation || (await meetFirst(tx, message, deps));
  return isElsewhere ? { message: there, who: await directory.identify(tx, there) } : { message, who };
}

/** @returns whether the group was met by this */
async function meetFirst(tx: Tx, message: InboundMessage, deps: FollowDeps): Promise<boolean> {
  const adapter = deps.adapters.get(message.platform);
  if (message.session === undefined || !adapter) return false;
  const met = await metBehind(tx, message, (payload) => adapter.parse(payload));
  if (met) await deps.directory.meetAgain(tx, met, deps.locale);
  return met !== null;
}
