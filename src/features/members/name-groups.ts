import type { ConversationId } from '../../chat/conversation-id.ts';
import type { Locale } from '../../chat/locale.ts';
import type { Tx } from '../../lib/tx.ts';
import { openGroupTitles } from './people.store.ts';
import { texts } from './texts.ts';

/** Most groups that are called by name. */
const mostNamed = 3;

/** The groups as people call them, 「城西支部」「会员群（网页）」; those closed to the bot, where nothing arrives, left out. */
export async function nameGroups(tx: Tx, groups: readonly ConversationId[], locale: Locale): Promise<string> {
  const t = texts(locale);
  const titles = await openGroupTitles(tx, groups);
  if (titles.length === 0) return t('groups.here');
  const names = titles.slice(0, mostNamed).map((title) => t('groups.one', { title }));
  const named = names.join(t('groups.and'));
  return titles.length > mostNamed ? t('groups.many', { names: named, count: titles.length }) : named;
}
