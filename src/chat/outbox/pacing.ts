import type { OutboundBody } from '../message.ts';

/** At most `messages` in any `perMs` milliseconds. */
export interface Rate {
  messages: number;
  perMs: number;
}

/** What an account bears: messages evenly spaced by the rate, and never more than any of the other windows lets out. */
export interface AccountRate extends Rate {
  /** Longer windows that hold as well, such as a day's. Each of their messages is remembered: some hundreds at most. */
  also?: readonly Rate[];
  /** Every distance between two messages is longer by up to this, at random: no clock-work. Milliseconds. */
  jitterMs?: number;
}

/** What a platform bears. The sender keeps below it, over restarts and in several processes together. */
export interface Pace {
  /** Whose budget it is; one row of state in the database. */
  account: string;
  /** All messages of the account together. */
  all: AccountRate;
  /** One chat, topics included. Several rates hold at once. @param chat the conversation without its topic */
  chat(chat: string): readonly Rate[];
  /** Calls that a message costs. Default 1; 0 for what the platform does not count, such as a reaction. */
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

const windowsOf = (rate: AccountRate): readonly Rate[] => [rate, ...(rate.also ?? [])];

/** Places left in a window at `ahead`, and when the next one is free (0 = it is). */
function roomIn({ messages, perMs }: Rate, recent: Sends, ahead: number): { free: number; freeAt: number } {
  const windowStart = ahead - perMs * guard;
  const inWindow = recent.filter((at) => at > windowStart);
  const leaves = inWindow[inWindow.length - messages];
  return { free: messages - inWindow.length, freeAt: leaves === undefined ? 0 : leaves + perMs * guard };
}

/**
 * Spaces messages evenly (a burst would end in a pause of its own) and never lets more than the windows bear out, as
 * the last sends show.
 */
export function budgetOf(rate: AccountRate, state: AccountState, now: number, most: number): Budget {
  if (state.pausedUntil > now) return { free: 0, waitMs: state.pausedUntil - now };
  const step = rate.perMs / rate.messages;
  const ahead = now + 2 * leadMs;
  const from = startOf(state, step, now);
  const bySpacing = Math.floor((ahead - from) / step) + (from <= ahead ? 1 : 0);
  const rooms = windowsOf(rate).map((window) => roomIn(window, state.recent, ahead));
  const free = Math.max(0, Math.min(bySpacing, most, ...rooms.map((room) => room.free)));
  if (free > 0) return { free, waitMs: 0 };
  return { free: 0, waitMs: Math.max(1, from - ahead, ...rooms.map(({ freeAt }) => freeAt - ahead)) };
}

/**
 * The state after `count` slots have been taken; the last of `recent` are when these messages leave.
 *
 * @param random 0 to 1, for the jitter
 */
export function spend(
  rate: AccountRate,
  state: AccountState,
  now: number,
  count: number,
  random: () => number = Math.random,
): AccountState {
  const step = rate.perMs / rate.messages;
  const windows = windowsOf(rate);
  const sends = [...state.recent];
  let next = startOf(state, step, now);
  for (let place = 0; place < count; place += 1) {
    const leavesWindow = windows.map(({ messages, perMs }) => (sends.at(-messages) ?? -Infinity) + perMs * guard);
    const at = Math.max(now + leadMs, next, ...leavesWindow);
    sends.push(at);
    next = rate.jitterMs === undefined ? next + step : at + step + random() * rate.jitterMs;
  }
  // No more than the widest window of them, and all that are new.
  const longest = Math.max(...windows.map(({ messages }) => messages), count);
  return { ...state, nextAt: next, recent: sends.slice(-longest) };
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
