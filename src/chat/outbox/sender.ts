import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createBatcher } from '../../lib/batcher.ts';
import { errorCode } from '../../lib/errors.ts';
import { createLoop, type Loop } from '../../lib/loop.ts';
import { SendError, type ChatAdapter, type Sent } from '../chat-adapter.ts';
import type { ConversationId } from '../conversation-id.ts';
import type { OutboundBody } from '../message.ts';
import { createHeadroom } from './headroom.ts';
import { closesNativePoll } from './native-poll.store.ts';
import { claimDue, giveBack, type ClaimedMessage } from './outbox-claim.store.ts';
import { markSent, recoverExpired, type Arrival } from './outbox-outcome.store.ts';
import { callsOf, claimPaced, noteArrivals, type PacedClaim } from './pacing.store.ts';
import { settleFailure, type SettleDeps } from './settle-failure.ts';
import { texts } from '../texts.ts';

export type SenderDeps = SettleDeps;

/** Messages under way at once where the platform says nothing else; each of another conversation. */
const usuallyAtOnce = 16;
/** How often leases of dead senders are looked for. */
const recoverEveryMs = 2_000;
/** At the latest the outbox is looked at again. */
const idleMs = 500;
/** A few free places are not worth a claim while others are about to be free; but nobody waits longer than this. */
const gatherMs = 20;

/**
 * Seconds a claim holds. Longer than any platform call takes (a send to Telegram is given up after 15 s); short where a
 * repeat lands once anyway.
 */
const leaseSeconds = (adapter: ChatAdapter) => (adapter.capabilities.idempotentSend ? 5 : 20);

const atOnce = ({ capabilities }: ChatAdapter) => capabilities.atOnce ?? usuallyAtOnce;

/** Takes what may leave now. */
async function claim({ pool, adapter }: SenderDeps, owner: string, limit: number): Promise<PacedClaim> {
  const { platform, capabilities } = adapter;
  const options = { platform, leaseSeconds: leaseSeconds(adapter), limit, owner };
  if (capabilities.pace) return claimPaced(pool, capabilities.pace, options);
  return { messages: await claimDue(pool, options), waitMs: null };
}

/**
 * Sends what may leave now, one message of each conversation, and waits for all of it. For tests and tools; a process
 * runs createSender.
 * @returns how many were taken
 */
export async function deliverDue(deps: SenderDeps): Promise<number> {
  const sent = (arrived: Arrived) => noteSent(deps, [arrived]);
  const call = (work: () => Promise<Sent | null>) => work();
  const takenAt = performance.now();
  const owner = randomUUID();
  const { messages } = await claim(deps, owner, atOnce(deps.adapter)).catch(async (error: unknown) => {
    await giveBack(deps.pool, deps.adapter.platform, owner, []);
    throw error;
  });
  await Promise.all(messages.map((message) => deliver({ ...deps, sent, call }, message, takenAt)));
  return messages.length;
}

/**
 * Delivers the outbox of one platform. No database transaction is open while the platform is called, a conversation
 * whose send is slow keeps no other waiting, and while the platform's pace holds everything back nothing runs: the
 * next look is when the next slot is free.
 */
export function createSender(deps: SenderDeps): Loop {
  const { pool, adapter, log } = deps;
  const [most, owner] = [atOnce(adapter), randomUUID()];
  const underWay = new Map<ClaimedMessage, Promise<void>>();
  const { platform, capabilities } = adapter;
  const sent = createNotes(deps);
  const headroom = createHeadroom(most, () => loop.nudge());
  const state = { recoveredAt: Number.NEGATIVE_INFINITY, claimedAt: 0, unsure: false };
  const failed = (error: unknown) => log.error({ code: errorCode(error), platform }, 'sending failed; trying again');

  function begin(message: ClaimedMessage, takenAt: number): void {
    const work = deliver({ ...deps, sent, call: headroom.call }, message, takenAt)
      .catch(failed)
      .finally(() => {
        underWay.delete(message);
        loop.nudge();
      });
    underWay.set(message, work);
  }

  async function recoverNowAndThen(): Promise<void> {
    if (performance.now() - state.recoveredAt < recoverEveryMs) return;
    state.recoveredAt = performance.now();
    await recover(deps);
  }

  /** The last claim threw: it may have been committed all the same. */
  async function giveBackUnheard(): Promise<void> {
    if (!state.unsure) return;
    await giveBack(pool, platform, owner, idsOf(underWay.keys()));
    state.unsure = false;
  }

  const loop = createLoop({
    idleMs,
    async round() {
      await recoverNowAndThen();
      const { free, whole } = capabilities.pace ? { free: most - underWay.size, whole: most } : headroom.now();
      const sinceClaim = performance.now() - state.claimedAt;
      if (free < whole / 2 && sinceClaim < gatherMs) return gatherMs - sinceClaim;
      if (free <= 0) return false;
      await giveBackUnheard();
      const takenAt = performance.now();
      state.unsure = true;
      const { messages, waitMs } = await claim(deps, owner, free);
      Object.assign(state, { unsure: false, claimedAt: performance.now() });
      for (const message of messages) begin(message, takenAt);
      return waitMs ?? false;
    },
    onError: failed,
  });
  return {
    start: loop.start,
    nudge: loop.nudge,
    async stop() {
      await loop.stop();
      await Promise.all(underWay.values());
    },
  };
}

const recover = ({ pool, adapter: { platform, capabilities }, locale }: SenderDeps) =>
  recoverExpired(pool, platform, capabilities.idempotentSend, texts(locale)('resent'));

const idsOf = (messages: Iterable<ClaimedMessage>) =>
  [...messages].flatMap(({ id, merged }) => [id, ...merged.map((one) => one.id)]);

/** A message that the platform has, with the rows that it carried. */
interface Arrived {
  conversation: ConversationId;
  body: OutboundBody;
  rows: readonly Arrival[];
}

async function noteSent({ pool, adapter }: SenderDeps, arrived: readonly Arrived[]): Promise<void> {
  const { pace } = adapter.capabilities;
  // Before the rows are settled, for after that the chats' next messages may be taken.
  if (pace) {
    await noteArrivals(
      pool,
      pace,
      arrived.filter(({ body }) => callsOf(pace, body) > 0).map(({ conversation }) => conversation),
    );
  }
  await markSent(
    pool,
    arrived.flatMap(({ rows }) => rows),
  );
}

/** What arrives while one commit is under way shares the next. */
const createNotes = (deps: SenderDeps) =>
  createBatcher<Arrived, void>({
    batch: 64,
    waiting: 10_000,
    async write(arrived) {
      await noteSent(deps, arrived);
      return arrived.map(() => undefined);
    },
  });

interface Delivery extends SenderDeps {
  sent(arrived: Arrived): Promise<void>;
  /** Makes the call when it is its turn. */
  call(work: () => Promise<Sent | null>): Promise<Sent | null>;
}

async function deliver(deps: Delivery, message: ClaimedMessage, takenAt: number): Promise<void> {
  const leaseMs = leaseSeconds(deps.adapter) * 1000;
  const refs = [message, ...message.merged];
  let made: Sent | null;
  try {
    made = await deps.call(async () => {
      const early = message.leaveAt - performance.now();
      if (early >= 1) await wait(early);
      if (performance.now() - takenAt > leaseMs / 4) throw late();
      return callPlatform(deps, message);
    });
  } catch (error) {
    await insist(() => settleFailure(deps, message, error), takenAt + leaseMs);
    return;
  }
  const platformMessageId = made?.messageId ?? null;
  const platformPollId = made?.pollId;
  const rows = refs.map(({ id, token }) => ({ id, token, platformMessageId, platformPollId }));
  await insist(() => deps.sent({ conversation: message.conversation, body: message.body, rows }), takenAt + leaseMs);
}

/** Stopped or starved since the claim: somebody else may take the row soon, and nothing has left yet. */
const late = () =>
  new SendError('outbox.late', 'too late to send it under this claim', { outcome: 'refused', retryAfterMs: 0 });

/** @returns what the platform made of it; null for an edit, which makes no new message */
async function callPlatform({ adapter, pool }: SenderDeps, message: ClaimedMessage): Promise<Sent | null> {
  const { id, conversation, body, kind, editsMessageId } = message;
  const outbound = { key: id, conversation, body };
  const canEdit = kind === 'edit' && editsMessageId !== null && adapter.capabilities.edit;
  if (kind === 'edit' && body.closed) {
    if (editsMessageId !== null && adapter.closePoll && (await closesNativePoll(pool, id))) {
      await adapter.closePoll(editsMessageId, conversation);
      return null;
    }
    // Said anew it would only repeat what the groups are told at the end.
    if (!canEdit) return null;
  }
  if (canEdit) {
    await adapter.edit(editsMessageId, outbound);
    return null;
  }
  return adapter.send(outbound);
}

/** How often an outcome is offered to a database that is away, while the lease still holds the row. */
const insistEveryMs = 250;

/** An outcome that is not written down becomes `unknown`; a database that restarts is waited for. */
async function insist(write: () => Promise<unknown>, until: number): Promise<void> {
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (performance.now() + insistEveryMs > until) throw error;
      await wait(insistEveryMs);
    }
  }
}
