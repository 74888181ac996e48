import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export type Update = { update_id: number } & Record<string, unknown>;

export interface Webhook {
  url: string;
  secret: string | undefined;
  /** Kinds of update that are wanted; undefined = all but reactions, as Telegram has it. */
  allowed?: readonly string[] | undefined;
}

/** Updates until they are confirmed, pulled or pushed. */
export interface UpdateQueue {
  add(content: Record<string, unknown>): Update;
  /** Puts in anything, also what the real service would never send. */
  addRaw(update: unknown): void;
  /** The highest offset asked for: all updates before it are confirmed. */
  readonly confirmed: number;
  /** How many updates were confirmed so far. */
  readonly acknowledged: number;
  readonly waiting: readonly unknown[];
  webhook: Webhook | null;
  /** Gives nothing out until the returned function is called, so that what is added meanwhile comes in one batch. */
  hold(): () => void;
  /** Answers a getUpdates call, at once or when something comes. */
  pull(params: PullParams, response: ServerResponse, answer: Answer): void;
  close(): void;
}

export interface PullParams {
  offset: number;
  limit: number;
  timeoutMs: number;
  /** See Webhook.allowed. */
  allowed?: readonly string[] | undefined;
}

/** Told only to who asks by name. */
const asked = new Set(['message_reaction', 'message_reaction_count', 'chat_member']);

export type Answer = (status: number, body: object) => void;

const conflict = (description: string) => ({ ok: false, error_code: 409, description: `Conflict: ${description}` });

const idOf = (update: unknown): number =>
  typeof update === 'object' && update !== null && 'update_id' in update ? Number(update.update_id) : 0;

/** @param confirm told each update that the bot has confirmed, by offset or by 200 */
export function createUpdateQueue(ring: () => void, confirm: (update: unknown) => void = () => undefined): UpdateQueue {
  let items: unknown[] = [];
  let nextId = 1000;
  let confirmed = 0;
  let acknowledged = 0;
  let hook: Webhook | null = null;
  let pushing = false;
  let held = false;
  /** As last said by whoever reads; Telegram remembers it. */
  let allowed: readonly string[] | undefined;
  const isWanted = (kind: string) => (allowed ? allowed.includes(kind) : !asked.has(kind));
  const closing = new AbortController();
  let poll: { answer: () => void; conflict: () => void } | null = null;

  /** One at a time, in order, again and again until the receiver says 200. */
  async function push(): Promise<void> {
    if (pushing) return;
    pushing = true;
    for (let update = items[0]; update !== undefined && !closing.signal.aborted; update = items[0]) {
      const to = hook;
      if (!to || held) break;
      if (await pushOne(to, update, closing.signal)) {
        const pushed = update;
        items = items.filter((each) => each !== pushed);
        acknowledged += 1;
        confirm(pushed);
        confirmed = Math.max(confirmed, idOf(pushed) + 1);
        ring();
      } else await wait(30, undefined, { signal: closing.signal }).catch(ignoreAbort);
    }
    pushing = false;
  }

  function arrived(): void {
    if (held) return;
    poll?.answer();
    if (hook) void push();
  }

  return {
    add(content) {
      const update = { update_id: nextId, ...content };
      nextId += 1;
      if (Object.keys(content).every(isWanted)) items.push(update);
      arrived();
      return update;
    },
    addRaw(update) {
      nextId = Math.max(nextId, idOf(update) + 1);
      items.push(update);
      arrived();
    },
    get confirmed() {
      return confirmed;
    },
    get acknowledged() {
      return acknowledged;
    },
    get waiting() {
      return items;
    },
    get webhook() {
      return hook;
    },
    set webhook(value) {
      hook = value;
      allowed = value?.allowed ?? allowed;
      if (value) poll?.conflict();
      arrived();
    },
    hold() {
      held = true;
      return () => {
        held = false;
        arrived();
      };
    },
    pull({ offset, limit, timeoutMs, allowed: wanted }, response, answer) {
      allowed = wanted ?? allowed;
      if (hook) return answer(409, conflict("can't use getUpdates method while webhook is active; use deleteWebhook"));
      poll?.conflict();
      confirmed = Math.max(confirmed, offset);
      const gone = items.filter((update) => idOf(update) < offset);
      items = items.filter((update) => idOf(update) >= offset);
      acknowledged += gone.length;
      gone.forEach(confirm);
      ring();
      const done = () => {
        clearTimeout(timer);
        if (poll === mine) poll = null;
      };
      const mine = {
        answer() {
          done();
          answer(200, { ok: true, result: items.slice(0, limit) });
        },
        conflict() {
          done();
          answer(
            409,
            conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
          );
        },
      };
      const timer = setTimeout(() => mine.answer(), timeoutMs);
      poll = mine;
      response.on('close', done);
      if (items.length > 0 && !held) mine.answer();
    },
    close() {
      closing.abort();
      poll?.answer();
    },
  };
}

async function pushOne({ url, secret }: Webhook, update: unknown, signal: AbortSignal): Promise<boolean> {
  const headers = {
    'content-type': 'application/json',
    ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
  };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update), signal });
    await response.arrayBuffer();
    return response.status === 200;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
