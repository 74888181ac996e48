import { readConversationId, asConversationId } from '../../src/chat/conversation-id.ts';
import type { OutboundBody } from '../../src/chat/message.ts';
import type { Pace, Rate } from '../../src/chat/outbox/pacing.ts';
import { countMessages } from './render-message.ts';
import { isReaction } from './send-reaction.ts';

/** Telegram's limits for bots (core.telegram.org/bots/faq, "My bot is hitting limits"). Edits count as messages. */
const limits = {
  all: { messages: 30, perMs: 1000 },
  chat: { messages: 1, perMs: 1000 },
  group: { messages: 20, perMs: 60_000 },
} as const satisfies Record<string, Rate>;

/** A group's id is negative, a private talk's is the person's. */
const isGroup = (chat: string) => readConversationId(asConversationId(chat)).chat.startsWith('-');

/** A reaction is no message. Where it is not allowed, the words that go in its place are one too many, at times. */
const callsOf = (body: OutboundBody): number => (isReaction(body) ? 0 : countMessages(body));

/** What the sender keeps below, so that Telegram has no reason to refuse. */
export const pace: Pace = {
  account: 'telegram',
  all: limits.all,
  chat: (chat) => (isGroup(chat) ? [limits.chat, limits.group] : [limits.chat]),
  calls: callsOf,
};
