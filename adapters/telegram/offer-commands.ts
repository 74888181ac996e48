import { z } from 'zod';
import type { MenuEntry, MenuPlace } from '../../src/chat/chat-adapter.ts';
import { conversationId, readConversationId } from '../../src/chat/conversation-id.ts';
import type { Locale } from '../../src/chat/locale.ts';
import { shorten } from '../../src/lib/text.ts';
import type { BotApi } from './bot-api.ts';
import { mapError } from './map-error.ts';

/** Telegram's limits for a menu: lines, and characters of one. */
const mostCommands = 100;
const longestLine = 250;

/** A menu is a convenience; nothing waits long for it. */
const limitMs = 5_000;

export interface CommandOffer {
  place: MenuPlace;
  locale: Locale;
  entries: readonly MenuEntry[];
}

/**
 * Shows a menu at the slash. Chinese is what everybody sees whose Telegram speaks no language that we have; no entries
 * take the menu away, so that the wider one shows again.
 * @throws SendError; `permanent` when Telegram will not have this menu there
 */
export async function offerCommands(api: BotApi, { place, locale, entries }: CommandOffer): Promise<void> {
  const where = { scope: scopeOf(place), ...(locale === 'zh-CN' ? {} : { language_code: locale }) };
  const commands = entries
    .slice(0, mostCommands)
    .map(({ command, description }) => ({ command, description: shorten(description, longestLine) || command }));
  try {
    if (commands.length === 0) await api.call('deleteMyCommands', where, z.unknown(), { limitMs });
    else await api.call('setMyCommands', { commands, ...where }, z.unknown(), { limitMs });
  } catch (error) {
    // All groups and all private talks are no conversation; the id only serves to read a refusal that names another chat.
    const isOne = place !== 'groups' && place !== 'private';
    throw mapError(error, isOne ? place : conversationId({ platform: 'telegram', chat: place }));
  }
}

type Scope = { type: 'all_group_chats' } | { type: 'all_private_chats' } | { type: 'chat'; chat_id: number };

function scopeOf(place: MenuPlace): Scope {
  if (place === 'groups') return { type: 'all_group_chats' };
  if (place === 'private') return { type: 'all_private_chats' };
  return { type: 'chat', chat_id: Number(readConversationId(place).chat) };
}
