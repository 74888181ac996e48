import type { TelegramEmoji } from 'telegraf/types';
import { z } from 'zod';
import { SendError, type OutboundMessage } from '../../src/chat/chat-adapter.ts';
import type { BotApi } from './bot-api.ts';
import { repeatable, settle } from './map-error.ts';
import { isReactionId, messageNumber } from './message-id.ts';
import { readPlace } from './render-message.ts';

/** What Telegram lets bots react with, of what one may say to a member (core.telegram.org/bots/api#reactiontypeemoji). */
const known: ReadonlySet<string> = new Set([
  ...(['👍', '❤', '🔥', '🥰', '👏', '😁', '🤔', '😢', '🎉', '🤩', '🙏', '👌', '🕊', '💯', '⚡', '🏆'] as const),
  ...(['😭', '👀', '😇', '🤝', '✍', '🤗', '🫡', '🆒', '😘', '😎'] as const),
] satisfies readonly TelegramEmoji[]);
const anyOther = '👍';

const isKnown = (emoji: string): emoji is TelegramEmoji => known.has(emoji);

/** Emoji come with and without the sign that asks for colours; Telegram writes them without. */
function telegramEmoji(emoji: string): TelegramEmoji {
  const bare = emoji.replaceAll('\uFE0F', '');
  return isKnown(bare) ? bare : anyOther;
}

/** Whether a reaction says it all; nobody can react to a reaction. */
export const isReaction = ({ reaction, replyTo }: OutboundMessage['body']): boolean =>
  reaction !== undefined && replyTo !== undefined && messageNumber(replyTo) !== null && !isReactionId(replyTo);

/**
 * Puts the emoji on the message that is answered, in place of an earlier one of ours.
 * @returns the id of that message; null where Telegram allows no reaction, so that the words have to be sent
 * @throws SendError; one without an answer may be repeated, for it lands once
 */
export async function sendReaction(
  { conversation, body }: OutboundMessage,
  { api, limitMs }: { api: BotApi; limitMs: number },
): Promise<{ messageId: string } | null> {
  const { replyTo = '', reaction = anyOther } = body;
  const payload = {
    chat_id: readPlace(conversation).chat_id,
    message_id: messageNumber(replyTo) ?? 0,
    reaction: [{ type: 'emoji' as const, emoji: telegramEmoji(reaction) }],
  };
  try {
    await settle(api.call('setMessageReaction', payload, z.literal(true), { limitMs }), conversation);
    return { messageId: replyTo };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    if (error.permanent && !error.closed) return null;
    throw repeatable(error);
  }
}
