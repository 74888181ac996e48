import type { InboundMessage } from '../../src/chat/message.ts';
import { readPerson, readPlace } from './read-place.ts';
import type { TelegramUpdate } from './update-schema.ts';

type ReactionChange = NonNullable<TelegramUpdate['message_reaction']>;

/** Emoji that say yes, received or thanks; others are moods, and no answer to anything. */
const meant: ReadonlySet<string> = new Set(['👍', '👌', '❤', '🫡', '🙏', '👏', '🤝', '✍', '🆒', '💯', '🎉', '🔥']);

/** Telegram writes some emoji without the sign that asks for their coloured form, people's keyboards with it. */
const plain = (emoji: string) => emoji.replaceAll('\u{FE0F}', '');

/**
 * A reaction that somebody has just put on a message, as if they had answered it with that emoji. The message that is
 * meant may be anybody's: Telegram does not say whose it is.
 * @returns null for one taken back, one without meaning and one of somebody who cannot be named
 */
export function readReaction(change: ReactionChange, platform: string): InboundMessage | null {
  const { user, message_id, date, old_reaction, new_reaction } = change;
  const before = new Set(old_reaction.map(({ emoji }) => plain(emoji ?? '')));
  const added = new_reaction
    .map(({ emoji }) => plain(emoji ?? ''))
    .find((emoji) => meant.has(emoji) && !before.has(emoji));
  if (!user || user.is_bot || added === undefined) return null;
  return {
    event: 'message',
    ...readPlace({ chat: change.chat }, platform),
    messageId: reactionId(change, user.id),
    editVersion: 0,
    sender: readPerson(user),
    text: added,
    isReaction: true,
    mentionsBot: false,
    replyTo: String(message_id),
    files: [],
    at: new Date(date * 1000),
  };
}

/**
 * A reaction has no message id. This one stands for it: unique, since one person changes one message's reactions once a
 * second at most, and with the id of the message that it was put on (see message-id.ts).
 */
export const reactionId = ({ message_id, date }: Pick<ReactionChange, 'message_id' | 'date'>, user: number) =>
  `reaction:${message_id}:${user}:${date}`;
