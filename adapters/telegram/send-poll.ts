import { z } from 'zod';
import { SendError, type OutboundMessage, type Sent } from '../../src/chat/chat-adapter.ts';
import type { ConversationId } from '../../src/chat/conversation-id.ts';
import type { OutboundBody, OutboundPoll } from '../../src/chat/message.ts';
import { cleanText } from '../../src/lib/text.ts';
import { splitText } from '../shared/split-text.ts';
import type { BotApi } from './bot-api.ts';
import { wordsOf } from './format-text.ts';
import { isPollClosed, mapError, repeatable, settle } from './map-error.ts';
import { quotation, readPlace, refuse } from './render-message.ts';
import { thereOrGeneral } from './topic-or-general.ts';

/** Telegram's limits: UTF-16 units of the question and of an option, and how many options there may be. */
const questionLimit = 300;
const optionLimit = 100;
const optionCount = { least: 2, most: 10 };

const sentPoll = z.looseObject({ message_id: z.int(), poll: z.looseObject({ id: z.string() }) });

interface PollDeps {
  api: BotApi;
  limitMs: number;
}

/** The call that asks; who voted is told only where the poll is not anonymous. @throws SendError, permanent */
export function renderPoll({ conversation, body }: OutboundMessage, { options, several }: OutboundPoll) {
  const question = within(wordsOf(body).plain, questionLimit);
  const words = options.map((option) => within(cleanText(option).trim(), optionLimit));
  if (question === '' || words.includes('')) throw refuse('empty', 'a poll needs a question and words in each option');
  if (words.length < optionCount.least || words.length > optionCount.most) {
    throw refuse('poll_options', `a poll may have ${optionCount.least} to ${optionCount.most} options`);
  }
  return {
    ...readPlace(conversation),
    ...quotation(body.replyTo),
    question,
    options: words.map((text) => ({ text })),
    is_anonymous: false,
    allows_multiple_answers: several,
  };
}

const within = (text: string, limit: number) =>
  text.length <= limit ? text : `${splitText(text, limit - 1)[0] ?? ''}…`;

/**
 * Asks as a native poll.
 * @returns null where polls are not allowed, so that words and buttons have to do
 * @throws SendError
 */
export async function sendPoll(
  message: OutboundMessage,
  poll: OutboundPoll,
  { api, limitMs }: PollDeps,
): Promise<Sent | null> {
  const payload = renderPoll(message, poll);
  const ask = (to: typeof payload) => settle(api.call('sendPoll', to, sentPoll, { limitMs }), message.conversation);
  try {
    const sent = await thereOrGeneral(payload, ask);
    return { messageId: String(sent.message_id), pollId: sent.poll.id };
  } catch (error) {
    if (error instanceof SendError && error.code === 'telegram.not_allowed') return null;
    throw error;
  }
}

/** The same question in words: with its buttons, or with its options in numbered lines where it has none. */
export function pollInWords({ poll, ...body }: OutboundBody): OutboundBody {
  if (!poll || (body.buttons ?? []).length > 0) return body;
  const lines = poll.options.map((option, index) => `${index + 1}. ${option}`);
  return { ...body, text: [body.text, ...lines].join('\n') };
}

/** Ends a poll; one that is closed already counts as done. @throws SendError */
export async function closePoll(
  messageId: string,
  conversation: ConversationId,
  { api, limitMs }: PollDeps,
): Promise<void> {
  const payload = { chat_id: readPlace(conversation).chat_id, message_id: Number(messageId) };
  try {
    await api.call('stopPoll', payload, z.unknown(), { limitMs });
  } catch (error) {
    if (!isPollClosed(error)) throw repeatable(mapError(error, conversation));
  }
}
