import { AsyncLocalStorage } from 'node:async_hooks';
import { TelegramError } from 'telegraf';
import { z } from 'zod';
import type { BotApi } from '../../../adapters/telegram/bot-api.ts';
import { injected, type Gate, type Mode } from './gate.ts';

export const botId = 700001;
export const username = 'tongxin_bot';

/** What arrived at somebody's phone. `key` is the outbox row behind it. */
export interface Delivery {
  key: string;
  chat: number;
  messageId: number;
  text: string;
  /** Names of the buttons' actions. */
  buttons: readonly string[];
  file: string | null;
}

export interface TelegramUpdate {
  update_id: number;
  [kind: string]: unknown;
}

export interface Place {
  id: number;
  type: 'private' | 'group';
  title?: string;
  first_name?: string;
}

export interface Account {
  id: number;
  first_name: string;
}

const outgoing = z.looseObject({
  chat_id: z.number(),
  text: z.string().optional(),
  caption: z.string().optional(),
  message_id: z.number().optional(),
  document: z.looseObject({ filename: z.string() }).optional(),
  reply_markup: z
    .looseObject({ inline_keyboard: z.array(z.array(z.looseObject({ callback_data: z.string() }))) })
    .optional(),
});

/** Telegram in memory: what people said and what reached them survives every process of ours. */
export interface FakeTelegram {
  /** Everything that arrived, in order; edits are in `edits`. */
  readonly delivered: readonly Delivery[];
  readonly edits: readonly { chat: number; messageId: number; text: string }[];
  /** Updates that we have not acknowledged, oldest first. */
  readonly waiting: readonly TelegramUpdate[];
  /** A person writes. @returns the message's id and the update */
  says(from: Account, place: Place, text: string, more?: object): { messageId: number; update: TelegramUpdate };
  changes(from: Account, place: Place, messageId: number, text: string): TelegramUpdate;
  presses(from: Account, place: Place, messageId: number, action: string): TelegramUpdate;
  acknowledge(update: TelegramUpdate): void;
  /** The Bot API as one process of ours sees it. */
  api(gate: Gate): BotApi;
  /** Runs a send with the outbox row it is for. */
  sendingFor<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Back to how it was at the last `keep`. */
  keep(): void;
  restore(): void;
}

/** Seconds that a 429 asks for. */
const retryAfter = 3;

export function createFakeTelegram(now: () => Date): FakeTelegram {
  const sending = new AsyncLocalStorage<string>();
  let state = {
    nextUpdate: 1,
    nextMessage: 1,
    delivered: [] as Delivery[],
    edits: [] as FakeTelegram['edits'][number][],
    waiting: [] as TelegramUpdate[],
  };
  let kept = structuredClone(state);
  const date = () => Math.floor(now().getTime() / 1000);

  function push(content: object): TelegramUpdate {
    const update = { update_id: state.nextUpdate, ...content };
    state.nextUpdate += 1;
    state.waiting.push(update);
    return update;
  }

  function take(method: string, payload: unknown): unknown {
    if (method === 'getUpdates') return pull(z.looseObject({ offset: z.number() }).parse(payload).offset);
    const read = outgoing.safeParse(payload);
    if (!read.success || method === 'answerCallbackQuery') return true;
    const { chat_id: chat, text, caption, message_id, document, reply_markup } = read.data;
    const words = text ?? caption ?? '';
    if (method.startsWith('edit')) {
      state.edits.push({ chat, messageId: message_id ?? 0, text: words });
      return true;
    }
    const messageId = state.nextMessage;
    state.nextMessage += 1;
    const buttons = reply_markup?.inline_keyboard.flat().map((button) => button.callback_data) ?? [];
    state.delivered.push({
      key: sending.getStore() ?? '',
      chat,
      messageId,
      text: words,
      buttons,
      file: document?.filename ?? null,
    });
    return { message_id: messageId };
  }

  /** Asking with an offset makes Telegram forget what was before it. */
  function pull(offset: number): TelegramUpdate[] {
    state.waiting = state.waiting.filter((update) => update.update_id >= offset);
    return [...state.waiting];
  }

  return {
    get delivered() {
      return state.delivered;
    },
    get edits() {
      return state.edits;
    },
    get waiting() {
      return state.waiting;
    },
    says(from, place, text, more = {}) {
      const message_id = state.nextMessage;
      state.nextMessage += 1;
      const message = { message_id, date: date(), chat: place, from: { ...from, is_bot: false }, text, ...more };
      return { messageId: message_id, update: push({ message }) };
    },
    changes(from, place, message_id, text) {
      const edited = {
        message_id,
        date: date(),
        edit_date: date(),
        chat: place,
        from: { ...from, is_bot: false },
        text,
      };
      return push({ edited_message: edited });
    },
    presses(from, place, message_id, data) {
      const message = { message_id, date: date(), chat: place };
      return push({
        callback_query: { id: `press-${state.nextUpdate}`, from: { ...from, is_bot: false }, message, data },
      });
    },
    acknowledge(update) {
      state.waiting = state.waiting.filter((one) => one.update_id !== update.update_id);
    },
    api: (gate) => ({
      botId,
      async call(method, payload, answer, { limitMs = 30_000 } = {}) {
        const result = await gate.run({
          port: 'platform',
          name: method,
          work: async () => take(method, payload),
          failure: (mode) => failureOf(mode),
          limitMs,
        });
        return answer.parse(result);
      },
      fileAddress: (filePath) => filePath,
    }),
    sendingFor: (key, work) => sending.run(key, work),
    keep() {
      kept = structuredClone(state);
    },
    restore() {
      state = structuredClone(kept);
    },
  };
}

function failureOf(mode: Exclude<Mode, 'crash'>): Error {
  if (mode === 'too_fast') {
    return new TelegramError({
      error_code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: retryAfter },
    });
  }
  if (mode === 'server_error') return new TelegramError({ error_code: 502, description: 'Bad Gateway' });
  return injected(mode === 'before' ? 'ECONNREFUSED' : mode === 'hang' ? 'ETIMEDOUT' : 'ECONNRESET');
}
