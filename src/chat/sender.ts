import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { createLoop, type Loop } from '../lib/loop.ts';
import type { Database } from '../storage/index.ts';
import { SendError, type ChatAdapter } from './chat-adapter.ts';
import {
  claimDue,
  markFailed,
  markRetry,
  markSending,
  markSent,
  markUnknown,
  moveConversation,
  recoverExpired,
  type ClaimedMessage,
} from './outbox.store.ts';

export interface SenderDeps {
  pool: Database['pool'];
  adapter: ChatAdapter;
  log: Logger;
}

/** Messages taken at once; each of another conversation. */
const batch = 20;
/** A definite refusal that is not permanent is repeated this often. */
const mostAttempts = 8;
const longestWaitMs = 10 * 60_000;
/** How often leases of dead senders are looked for. */
const recoverEveryMs = 2_000;

/**
 * Seconds a claim holds. Longer than any platform call takes (the Telegram client gives up after 10 s); short where a
 * repeat lands once anyway.
 */
const leaseSeconds = (adapter: ChatAdapter) => (adapter.capabilities.idempotentSend ? 5 : 20);

/** Sends what is due now, one message of each conversation. @returns how many were taken */
export async function deliverDue(deps: SenderDeps): Promise<number> {
  const claimed = await claimDue(deps.pool, deps.adapter.platform, leaseSeconds(deps.adapter), batch);
  await Promise.all(claimed.map((message) => deliver(deps, message)));
  return claimed.length;
}

/** Delivers the outbox of one platform. No database transaction is open while the platform is called. */
export function createSender(deps: SenderDeps): Loop {
  const { pool, adapter, log } = deps;
  let recoveredAt = Number.NEGATIVE_INFINITY;
  return createLoop({
    idleMs: 500,
    async round() {
      if (performance.now() - recoveredAt > recoverEveryMs) {
        recoveredAt = performance.now();
        await recoverExpired(pool, adapter.platform, adapter.capabilities.idempotentSend);
      }
      return (await deliverDue(deps)) > 0;
    },
    onError: (error) =>
      log.error(
        { code: errorCode(error), platform: adapter.platform },
        'the outbox could not be worked off; trying again',
      ),
  });
}

async function deliver(deps: SenderDeps, message: ClaimedMessage): Promise<void> {
  if (!(await markSending(deps.pool, message, leaseSeconds(deps.adapter)))) return;
  try {
    const messageId = await callPlatform(deps.adapter, message);
    await markSent(deps.pool, message, messageId);
  } catch (error) {
    await settleFailure(deps, message, error);
  }
}

/** @returns the platform's message id; null for an edit, which makes no new message */
async function callPlatform(adapter: ChatAdapter, message: ClaimedMessage): Promise<string | null> {
  const outbound = { key: message.id, conversation: message.conversation, body: message.body };
  if (message.kind === 'edit' && message.editsMessageId !== null && adapter.capabilities.edit) {
    await adapter.edit(message.editsMessageId, outbound);
    return null;
  }
  return (await adapter.send(outbound)).messageId;
}

async function settleFailure(
  { pool, adapter, log }: SenderDeps,
  message: ClaimedMessage,
  error: unknown,
): Promise<void> {
  const code = errorCode(error);
  log.warn({ code, outbox: message.id, platform: adapter.platform }, 'a message was not delivered');
  if (!(error instanceof SendError)) {
    // Our own fault or a lost database: whether bytes left is not known.
    if (adapter.capabilities.idempotentSend) await markRetry(pool, message, code, backoffMs(message.attempts));
    else await markUnknown(pool, message.id, message.token, code);
    return;
  }
  if (error.movedTo) {
    await moveConversation(pool, message.conversation, error.movedTo);
    await markRetry(pool, message, code, 0);
  } else if (error.outcome === 'unknown' && !adapter.capabilities.idempotentSend) {
    await markUnknown(pool, message.id, message.token, code);
  } else if (error.permanent || message.attempts >= mostAttempts) {
    await markFailed(pool, message, code);
  } else {
    await markRetry(pool, message, code, error.retryAfterMs ?? backoffMs(message.attempts));
  }
}

const backoffMs = (attempts: number) => Math.min(500 * 2 ** attempts, longestWaitMs);
