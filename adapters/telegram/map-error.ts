import { TelegramError } from 'telegraf';
import { SendError } from '../../src/chat/chat-adapter.ts';
import { conversationId, readConversationId, type ConversationId } from '../../src/chat/conversation-id.ts';
import { errorCode } from '../../src/lib/errors.ts';
import { notConnected } from './connect-agent.ts';

/** System codes that only appear before a request could be written. */
const beforeSending: ReadonlySet<string> = new Set([
  notConnected,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * Says what became of a call. An answer of Telegram is definite, whatever its status; so is a connection that never
 * stood. Everything else (reset, time-out, an answer that is no JSON) is unknown.
 *
 * The vendor's error is not kept as `cause`: its message can hold the token, and its payload members' text.
 */
export function mapError(error: unknown, conversation: ConversationId): SendError {
  if (error instanceof SendError) return error;
  if (error instanceof TelegramError) return mapAnswer(error, conversation);
  const code = errorCode(error);
  if (beforeSending.has(code)) {
    const why = `no connection to Telegram (${code})`;
    return new SendError('telegram.unreachable', why, { outcome: 'refused', everywhere: true });
  }
  return new SendError('telegram.no_answer', `the answer of Telegram never came (${code})`, { outcome: 'unknown' });
}

function mapAnswer({ code, parameters, description }: TelegramError, conversation: ConversationId): SendError {
  const refused = (
    name: string,
    message: string,
    more: {
      permanent?: boolean;
      retryAfterMs?: number;
      movedTo?: ConversationId;
      closed?: boolean;
      everywhere?: boolean;
    } = {},
  ) => new SendError(`telegram.${name}`, message, { outcome: 'refused', ...more });
  if (code === 429) {
    const seconds = parameters?.retry_after ?? 1;
    return refused('too_fast', `Telegram asks to wait ${seconds} s`, { retryAfterMs: seconds * 1000 });
  }
  const newChat = parameters?.migrate_to_chat_id;
  if (newChat !== undefined) {
    const movedTo = conversationId({ ...readConversationId(conversation), chat: String(newChat) });
    return refused('moved', 'the group has become a supergroup with another id', { movedTo });
  }
  if (code === 401 || code === 404) {
    return refused('token_refused', 'Telegram does not take the bot token (any more)', { everywhere: true });
  }
  if (code === 403 || (code === 400 && isGone(description))) {
    const why = 'the bot may not write there: removed, muted or blocked';
    return refused('forbidden', why, { permanent: true, closed: true });
  }
  if (code === 400 && isTopicGone(description)) {
    return refused('topic_gone', 'the topic is closed or was deleted', { permanent: true });
  }
  if (code === 400 && isNotAllowed(description)) {
    return refused('not_allowed', 'the group does not let the bot send this kind of message', { permanent: true });
  }
  const permanent = code >= 400 && code < 500 && code !== 409;
  return refused(permanent ? 'bad_request' : 'server_error', `Telegram answered ${code}`, { permanent });
}

/*
 * Telegram tells the reasons of a 400 by words alone, therefore they are read here, against the rule that errors are
 * told apart by status. The words are Telegram's own, never a member's.
 */

/** True when there is no chat to write to, or no right to write in it at all. */
const isGone = (description: string) =>
  /chat not found|rights to send (text messages|a message)|not enough rights$|need administrator rights|(group chat|user) (was|is) deactivated|CHAT_WRITE_FORBIDDEN|CHAT_SEND_PLAIN_FORBIDDEN|CHANNEL_PRIVATE|PEER_ID_INVALID|USER_IS_BLOCKED/i.test(
    description,
  );

const isTopicGone = (description: string) =>
  /message thread not found|TOPIC_(CLOSED|DELETED|ID_INVALID)/i.test(description);

/** True when words may be written there but not this: files, polls, reactions. */
const isNotAllowed = (description: string) =>
  /not enough rights to send|CHAT_SEND_\w+_FORBIDDEN|REACTIONS?_\w+/i.test(description);

/** True for the answer to an edit that changes nothing. */
export const isUnchanged = (error: unknown): boolean => isBadRequest(error, /message is not modified/i);

/** True for the answer to closing a poll that is closed. */
export const isPollClosed = (error: unknown): boolean =>
  isBadRequest(error, /poll has already been closed|can't be stopped/i);

const isBadRequest = (error: unknown, words: RegExp) =>
  error instanceof TelegramError && error.code === 400 && words.test(error.description);

/** What lands once however often it is done (an edit, a reaction) may be done again when no answer came. */
export const repeatable = (error: SendError): SendError =>
  error.outcome === 'unknown' ? new SendError(error.code, error.message, { outcome: 'refused' }) : error;

/** The answer of a call. @throws SendError */
export async function settle<T>(call: Promise<T>, conversation: ConversationId): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw mapError(error, conversation);
  }
}
