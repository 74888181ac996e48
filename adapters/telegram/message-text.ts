import { cleanText } from '../../src/lib/text.ts';
import { readMention } from '../shared/mention.ts';
import type { TelegramEntity } from './update-schema.ts';

/** Who the bot is. The name is unknown until Telegram has told it. */
export interface BotIdentity {
  botId: number;
  username: string | undefined;
}

export interface ReadText {
  text: string;
  mentionsBot: boolean;
}

/** Mark-up of a message's text; offsets count UTF-16 units, as JavaScript strings do. */
interface Marked {
  text: string;
  entities: readonly TelegramEntity[];
}

/**
 * The words without a leading mention of the bot, and whether it was called. `/submit@our_bot …` becomes `/submit …`.
 * @returns null for a command to another bot
 */
export function readText({ text, entities }: Marked, bot: BotIdentity): ReadText | null {
  const command = entities.find((entity) => entity.type === 'bot_command' && entity.offset === 0);
  if (command) return readCommand(text, command, entities, bot);
  const ours = entities.filter((entity) => isOurMention(text, entity, bot));
  const leading = ours.find((entity) => text.slice(0, entity.offset).trim() === '');
  const rest = leading ? text.slice(leading.offset + leading.length).replace(/^[\s,，:：、。！!]+/, '') : text;
  // People also type the Chinese name, which is no mention to Telegram.
  const called = readMention(cleanText(rest));
  return { text: called.text, mentionsBot: called.mentionsBot || ours.length > 0 };
}

function readCommand(
  text: string,
  command: TelegramEntity,
  entities: readonly TelegramEntity[],
  bot: BotIdentity,
): ReadText | null {
  const [word = '', addressee] = text.slice(0, command.length).split('@');
  const isOurs = addressee !== undefined && sameName(addressee, bot);
  // Before our own name is known a command to somebody counts as ours: dropping it could lose a report.
  if (addressee !== undefined && !isOurs && bot.username !== undefined) return null;
  const mentioned = entities.some((entity) => isOurMention(text, entity, bot));
  return { text: cleanText(word + text.slice(command.length)), mentionsBot: isOurs || mentioned };
}

function isOurMention(text: string, entity: TelegramEntity, bot: BotIdentity): boolean {
  if (entity.type === 'text_mention') return entity.user?.id === bot.botId;
  if (entity.type !== 'mention') return false;
  return sameName(text.slice(entity.offset + 1, entity.offset + entity.length), bot);
}

const sameName = (name: string, bot: BotIdentity) =>
  bot.username !== undefined && name.toLowerCase() === bot.username.toLowerCase();
