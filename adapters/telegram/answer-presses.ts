import { z } from 'zod';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { shorten } from '../../src/lib/text.ts';
import type { BotApi } from './bot-api.ts';
import { readUpdate } from './update-schema.ts';

/** Characters of an answer to a button press; Telegram's limit is 200. */
const answerLimit = 190;
/** Telegram's apps show a wheel until a press is answered and give up after about 15 s. */
const answerWithinMs = 5_000;
/** Presses that are remembered; more than can be answered in the time that counts. */
const mostRemembered = 1_000;

export interface PressAnswers {
  /** Notes the presses among updates that came in. What nobody has answered in a few seconds gets a word to wait. */
  noted(updates: readonly unknown[]): void;
  /** Losing an answer does no harm. */
  answer(actionId: string, text: string): Promise<void>;
  /** Nothing more is answered by itself. */
  stop(): void;
}

export interface PressDeps {
  api: BotApi;
  /** For who pressed, while the database is slow or away. */
  slowWord: string;
  log: Logger;
  /** Milliseconds until that word is said. Default 5 s. */
  patienceMs?: number | undefined;
}

export function createPressAnswers({ api, slowWord, log, patienceMs = answerWithinMs }: PressDeps): PressAnswers {
  const waiting = new Map<string, NodeJS.Timeout>();
  const say = async (actionId: string, text: string) => {
    const payload = { callback_query_id: actionId, text: shorten(text, answerLimit) };
    await api.call('answerCallbackQuery', payload, z.unknown(), { limitMs: 5_000 }).catch((error: unknown) => {
      log.debug({ code: errorCode(error) }, 'a button press could not be acknowledged');
    });
  };
  function wait(actionId: string): void {
    // Telegram hands in again what was not stored; the wheel turns only once.
    if (waiting.has(actionId)) return;
    const timer = setTimeout(() => void say(actionId, slowWord), patienceMs);
    timer.unref();
    waiting.set(actionId, timer);
    const [oldest] = waiting.keys();
    if (waiting.size > mostRemembered && oldest !== undefined) waiting.delete(oldest);
  }
  return {
    noted(updates) {
      for (const update of updates) {
        const press = readUpdate(update)?.callback_query;
        if (press) wait(press.id);
      }
    },
    async answer(actionId, text) {
      clearTimeout(waiting.get(actionId));
      await say(actionId, text);
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
