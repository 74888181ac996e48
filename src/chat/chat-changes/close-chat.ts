import type { Tx } from '../../lib/tx.ts';
import { closeChat } from './closed-chat.store.ts';
import type { ConversationId } from '../conversation-id.ts';
import type { Directory } from '../directory.ts';
import type { Locale } from '../locale.ts';
import { tellSecretaries } from '../notices/tell-secretaries.ts';
import { texts } from '../texts.ts';

export interface ClosedIn {
  conversation: ConversationId;
  platform: string;
  /** What the platform said, as a code. */
  code: string;
}

/** The platform says that the bot may not write there: remembered, and told to the unit's secretaries, once. */
export async function noteClosed(
  tx: Tx,
  { conversation, platform, code }: ClosedIn,
  { directory, locale }: { directory: Directory; locale: Locale },
): Promise<void> {
  const closed = await closeChat(tx, conversation, code);
  if (!closed || closed.unitId === null) return;
  const t = texts(locale);
  const body =
    closed.kind === 'group'
      ? t('closed.group', { title: closed.title })
      : t('closed.private', { name: closed.memberName ?? closed.title });
  const naturalKey = `closed:${closed.id}:${closed.closedAt.getTime()}`;
  await tellSecretaries(tx, directory, { unitId: closed.unitId, body, naturalKey, platform });
}
