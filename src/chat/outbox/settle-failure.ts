import { errorCode } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import { moveConversation } from '../chat-changes/chat-move.store.ts';
import { SendError, type ChatAdapter } from '../chat-adapter.ts';
import { noteClosed } from '../chat-changes/close-chat.ts';
import type { Directory } from '../directory.ts';
import type { Transact } from '../inbox/handle-deps.ts';
import type { Pool } from '../inbox/inbox.store.ts';
import type { Locale } from '../locale.ts';
import type { ClaimedMessage } from './outbox-claim.store.ts';
import { markFailed, markRetry, markUnknown } from './outbox-outcome.store.ts';
import { pauseAccount, pauseAccountFor, pauseChat } from './pacing.store.ts';
import { texts } from '../texts.ts';

export interface SettleDeps {
  pool: Pool;
  adapter: ChatAdapter;
  transact: Transact;
  directory: Directory;
  locale: Locale;
  log: Logger;
}

/** A definite refusal that is not permanent is repeated this often, over about half an hour. */
const mostRefusals = 12;
const longestWaitMs = 10 * 60_000;

const backoffMs = (refusals: number) => Math.min(1000 * 2 ** refusals, longestWaitMs);

/**
 * What is done about a send that did not succeed. A definite refusal is repeated by policy; without an answer the
 * outcome is unknown, and the message is not repeated unless a repeat lands once. Safe to call again: all of it is
 * fenced by the claim.
 */
export async function settleFailure(deps: SettleDeps, message: ClaimedMessage, error: unknown): Promise<void> {
  const { adapter, locale, log, pool } = deps;
  const code = errorCode(error);
  const again = adapter.capabilities.idempotentSend;
  const refs = [message, ...message.merged];
  log.warn({ code, outbox: message.id, platform: adapter.platform }, 'a message was not delivered');
  if (error instanceof SendError && error.outcome === 'refused') return settleRefusal(deps, message, error);
  // Our own fault and a lost answer alike: whether the platform has it is not known.
  if (!again) await markUnknown(pool, refs, { code, resendMark: texts(locale)('resent') });
  else await retryOrFail(deps, message, { code, waitMs: undefined });
}

async function settleRefusal(deps: SettleDeps, message: ClaimedMessage, error: SendError): Promise<void> {
  const { adapter, pool, transact } = deps;
  const { code, retryAfterMs } = error;
  const { pace } = adapter.capabilities;
  const refs = [message, ...message.merged];
  const { conversation } = message;
  if (error.closed) {
    await markFailed(pool, refs, code);
    await transact((tx) => noteClosed(tx, { conversation, platform: adapter.platform, code }, deps));
  } else if (error.movedTo) {
    const to = error.movedTo;
    await transact((tx) => moveConversation(tx, conversation, to));
    // Counted: two chats that are each said to have become the other must not pass a message back and forth for ever.
    await retryOrFail(deps, message, { code, waitMs: message.refusals === 0 ? 0 : undefined });
  } else if (error.permanent) {
    await markFailed(pool, refs, code);
  } else if (retryAfterMs !== undefined) {
    if (pace && error.everywhere) await pauseAccountFor(pool, pace, retryAfterMs);
    else if (pace) await pauseChat(pool, pace, conversation, retryAfterMs);
    await markRetry(pool, refs, { code, waitMs: retryAfterMs, counts: false });
  } else if (error.everywhere) {
    if (pace) await pauseAccount(pool, pace);
    await markRetry(pool, refs, { code, waitMs: 1000, counts: false });
  } else {
    await retryOrFail(deps, message, { code, waitMs: undefined });
  }
}

async function retryOrFail(
  { pool }: SettleDeps,
  message: ClaimedMessage,
  { code, waitMs = backoffMs(message.refusals) }: { code: string; waitMs: number | undefined },
): Promise<void> {
  const refs = [message, ...message.merged];
  if (message.refusals + 1 >= mostRefusals) await markFailed(pool, refs, code);
  else await markRetry(pool, refs, { code, waitMs, counts: true });
}
