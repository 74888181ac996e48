import type { Capabilities } from '../chat-adapter.ts';
import type { InboundMessage } from '../message.ts';
import { readCommand } from '../read-command.ts';
import { readMenuNumber } from '../read-menu-number.ts';
import type { Registry } from '../registry.ts';

/**
 * True when a message is nothing to the bot whoever said it, as long as no question is open in its group: no command,
 * no mention, no quotation, no edit, no part of an album, nothing that any command recognises, no number where there
 * are no buttons to press. Such a message takes none of the ways in route-message.ts, so its words need not be kept at
 * all. When in doubt, false.
 */
export function isChatter(
  { commands }: Pick<Registry, 'commands'>,
  message: InboundMessage,
  zone: string,
  door: Pick<Capabilities, 'buttons'> = { buttons: true },
): boolean {
  const { event, kind, mentionsBot, editVersion, text, at } = message;
  if (event !== 'message' || kind !== 'group' || mentionsBot || editVersion > 0) return false;
  if (message.replyTo !== undefined || message.quotedText !== undefined || message.album !== undefined) return false;
  if (!door.buttons && readMenuNumber(text) !== null) return false;
  if (text.startsWith('/') || readCommand(commands, text, false)) return false;
  return commands.every((command) => (command.recognise(text, { now: at, zone }) ?? null) === null);
}
