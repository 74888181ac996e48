import type { MemberContext } from '../../../chat/handling-context.ts';
import type { InboundMessage } from '../../../chat/message.ts';
import { foldText } from '../../../lib/text.ts';
import { findAccountByExternalId, type Account } from './account.store.ts';
import { keptWords } from '../after-login/kept-words.store.ts';

/** Reads a stored update as its platform does; null when this process does not know the platform, or it is no message. */
export type ReadUpdate = (platform: string, payload: unknown) => InboundMessage | null;

/**
 * Whose message is quoted. Of what strangers say only that is kept which was for the bot, so the account is found by
 * such words alone.
 */
export async function quotedAccount(context: MemberContext, read: ReadUpdate): Promise<Account | null> {
  const { tx, message } = context;
  const quoted = foldText(message.quotedText ?? '');
  if (message.replyTo === undefined && quoted === '') return null;
  for (const { platform, payload } of await keptWords(tx, message.conversation, message.replyTo)) {
    const said = read(platform, payload);
    const isMeant = message.replyTo !== undefined || foldText(said?.text ?? '').startsWith(quoted);
    if (said?.sender && isMeant) return findAccountByExternalId(tx, platform, said.sender.id);
  }
  return null;
}
