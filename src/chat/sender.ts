import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { createLoop, type Loop } from '../lib/loop.ts';
import { SendError, type ChatAdapter } from './chat-adapter.ts';
import type { Pool } from './inbox.store.ts';
import type { Locale } from './locale.ts';
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
import { texts } from './texts.ts';

export interface SenderDeps {
  pool: Pool;
  adapter: ChatAdapter;
  locale: Locale;
  log: Logger;
}

/** Messages under way at once; each of another conversation. */
const atOnce = 20;
/** A definite refusal that is not permanent is repeated this often. */
const mostAttempts = 8;
const longestWaitMs = 10 * 60_000;
/** How often leases of dead senders are looked for. */
const recoverEveryMs = 2_000;

/**
 * Seconds a claim holds. Longer than any platform call takes (a send to Telegram is given up after 15 s); short where a
 * repeat lands once anyway.
 */
const leaseSeconds = (adapter: ChatAdapter) => (adapter.capabilities.idempotentSend ? 5 : 20);

/** Sends what is due now, one message of each conversation, and waits for all of it. @returns how many were taken */
export async function deliverDue(deps: SenderDeps): Promise<number> {
  const claimed = await claimDue(deps.pool, deps.adapter.platform, leaseSeconds(deps.adapter), atOnce);
  await Promise.all(claimed.map((message) => deliver(deps, message)));
  return claimed.length;
}

/**
 * Delivers the outbox of one platform. No database transaction is open while the platform is called, and a
 * conversation whose send is slow keeps no other waiting.
 */
export function createSender(deps: SenderDeps): Loop {
  const { pool, adapter, log } = deps;
  const underWay = new Set<Promise<void>>();
  let recoveredAt = Number.NEGATIVE_INFINITY;
  const failed = (error: unknown) =>
    log.error(
      { code: errorCode(error), platform: adapter.platform },
      'the outbox could not be worked off; trying again',
    );

  function begin(message: ClaimedMessage): void {
    const work = deliver(deps, message)
      .catch(failed)
      .finally(() => {
        underWay.delete(work);
        loop.nudge();
      });
    underWay.add(work);
  }

  const loop = createLoop({
    idleMs: 500,
    async round() {
      if (performance.now() - recoveredAt > recoverEveryMs) {
        recoveredAt = performance.now();
        await recoverExpired(pool, adapter.platform, adapter.capabilities.idempotentSend, texts(deps.locale)('resent'));
      }
      const free = atOnce - underWay.size;
      if (free === 0) return false;
      for (const message of await claimDue(pool, adapter.platform, leaseSeconds(adapter), free)) begin(message);
      return false;
    },
    onError: failed,
  });
  return {
    start: loop.start,
    nudge: loop.nudge,
    async stop() {
      await loop.stop();
      await Promise.all(underWay);
    },
  };
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
  { pool, adapter, locale, log }: SenderDeps,
  message: ClaimedMessage,
  error: unknown,
): Promise<void> {
  const code = errorCode(error);
  const lost = () => markUnknown(pool, { id: message.id, token: message.token, code }, texts(locale)('resent'));
  log.warn({ code, outbox: message.id, platform: adapter.platform }, 'a message was not delivered');
  if (!(error instanceof SendError)) {
    // Our own fault or a lost database: whether bytes left is not known.
    if (adapter.capabilities.idempotentSend) await markRetry(pool, message, code, backoffMs(message.attempts));
    else await lost();
    return;
  }
  if (error.movedTo) {
    await moveConversation(pool, message.conversation, error.movedTo);
    await markRetry(pool, message, code, 0);
  } else if (error.outcome === 'unknown' && !adapter.capabilities.idempotentSend) {
    await lost();
  } else if (error.permanent || message.attempts >= mostAttempts) {
    await markFailed(pool, message, code);
  } else {
    await markRetry(pool, message, code, error.retryAfterMs ?? backoffMs(message.attempts));
  }
}

const backoffMs = (attempts: number) => Math.min(500 * 2 ** attempts, longestWaitMs);
