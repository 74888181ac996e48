import { TelegramError } from 'telegraf';
import { errorCode } from '../../src/lib/errors.ts';

/** What a failed call of the intake means for the door. */
export interface DoorFailure {
  /** For operators; holds neither token nor members' words. */
  detail: string;
  /** Milliseconds until the next try; null = no try will help, the door stays closed. */
  waitMs: number | null;
}

const longestWaitMs = 30_000;
/** Another reader of the same token makes both fail in turn; hurrying would only disturb it. */
const conflictWaitMs = 10_000;

/** @param attempt how many calls have failed in a row, from 1 */
export function readDoorFailure(error: unknown, attempt: number): DoorFailure {
  const backoff = Math.min(longestWaitMs, 500 * 2 ** Math.min(attempt, 10));
  if (!(error instanceof TelegramError)) {
    return { detail: `Telegram cannot be reached (${errorCode(error)})`, waitMs: backoff };
  }
  switch (error.code) {
    case 401:
    case 404:
      return { detail: 'Telegram does not take TELEGRAM_BOT_TOKEN: get the present one from @BotFather', waitMs: null };
    case 409:
      return {
        detail:
          'another program reads this bot with the same token, or a webhook was set elsewhere: stop the other one',
        waitMs: conflictWaitMs,
      };
    case 429:
      return { detail: 'Telegram asks for a pause', waitMs: (error.parameters?.retry_after ?? 1) * 1000 };
    default:
      return { detail: `Telegram answered ${error.code}: ${error.description}`, waitMs: backoff };
  }
}
