import type { OutboundBody } from '../message.ts';

/** At most `messages` in any `perMs` milliseconds. */
export interface Rate {
  messages: number;
  perMs: number;
}

/** What a platform bears. The sender keeps below it, over restarts and in several processes together. */
export interface Pace {
  /** Whose budget it is; one row of state in the database. */
  account: string;
  /** All messages of the account together. */
  all: Rate;
  /** One chat, topics included. Several rates hold at once. @param chat the conversation without its topic */
  chat(chat: string): readonly Rate[];
  /** Calls that a message costs. Default 1. */
  calls?(body: OutboundBody): number;
}

/** When the last messages left, milliseconds since 1970 by the database's clock, oldest first. */
export type Sends = readonly number[];

/**
 * A window is kept this much longer than the platform says: one message may travel a little faster than the one it
 * must stay behind.
 */
const guard = 1.012;

/**
 * What a late timer or a slow commit cost is made up for by this much, so that the rate is reached. Milliseconds. The
 * window is kept by the last sends themselves, so a burst does not break it.
 */
const mostCatchUp = 100;

const startOf = ({ nextAt }: AccountState, step: number, now: number) =>
  Math.max(nextAt, now - Math.max(mostCatchUp, step));

/**
 * A message leaves this much after its slot was taken at the earliest: by then the commit is through, and whether it
 * took long or not does not show on the wire. Slots are taken up to twice as long ahead, so that a look may be as late.
 */
export const leadMs = 20;

/** The account's state as it lies in the database; times as in Sends. */
export interface AccountState {
  nextAt: number;
  pausedUntil: number;
  recent: Sends;
}

/** How many messages may leave now, and if none, in how many milliseconds the next one may. */
export interface Budget {
  free: number;
  waitMs: number;
}

/**
 * Spaces messages evenly (a burst would end in a pause of its own) and never lets more than the window bears out, as
 * the last sends show.
 */
export function budgetOf({ messages, perMs }: Rate, state: AccountState, now: number, most: number): Budget {
  if (state.pausedUntil > now) return { free: 0, waitMs: state.pausedUntil - now };
  const step = perMs / messages;
  const ahead = now + 2 * leadMs;
  const from = startOf(state, step, now);
  const bySpacing = Math.floor((ahead - from) / step) + (from <= ahead ? 1 : 0);
  const windowStart = ahead - perMs * guard;
  const inWindow = state.recent.filter((at) => at > windowStart);
  const byWindow = messages - inWindow.length;
  const free = Math.max(0, Math.min(bySpacing, byWindow, most));
  if (free > 0) return { free, waitMs: 0 };
  const leaves = inWindow[inWindow.length - messages];
  const windowWait = leaves === undefined ? 0 : leaves + perMs * guard - ahead;
  return { free: 0, waitMs: Math.max(1, from - ahead, windowWait) };
}

/** The state after `count` slots have been taken; the last of `recent` are when these messages leave. */
export function spend({ messages, perMs }: Rate, state: AccountState, now: number, count: number): AccountState {
  const step = perMs / messages;
  const from = startOf(state, step, now);
  const sends = [...state.recent];
  for (let place = 0; place < count; place += 1) {
    const oldest = sends.at(-messages);
    const leavesWindow = oldest === undefined ? 0 : oldest + perMs * guard;
    sends.push(Math.max(now + leadMs, from + place * step, leavesWindow));
  }
  // No more than a window of them, and all that are new.
  return { ...state, nextAt: from + count * step, recent: sends.slice(-Math.max(messages, count)) };
}

/** The chat after a message that takes `calls` calls: when it is free again, and its last sends. */
export function spendInChat(
  rates: readonly Rate[],
  recent: Sends,
  now: number,
  calls: number,
): { freeAt: number; recent: Sends } {
  const longest = Math.max(1, ...rates.map(({ messages }) => messages));
  const sends = [...recent, ...Array.from({ length: calls }, () => now)].slice(-longest);
  const free = rates.map(({ messages, perMs }) => {
    // One at a time: what one call costs is waited for each. More in a window: until the oldest of them leaves it.
    if (messages === 1) return now + perMs * calls;
    const oldest = sends.at(-messages);
    return oldest === undefined ? now : oldest + perMs * guard;
  });
  return { freeAt: Math.max(now, ...free), recent: sends };
}

/** Milliseconds that a chat rests after a message has arrived: the shortest distance between two. */
export const restAfter = (rates: readonly Rate[]): number =>
  Math.max(0, ...rates.map(({ messages, perMs }) => (messages === 1 ? perMs : 0)));

/** Milliseconds the whole account waits after its n-th failure in a row to reach the platform. */
export const pauseAfter = (pauses: number): number => Math.min(60_000, 1000 * 2 ** Math.min(pauses, 6));
