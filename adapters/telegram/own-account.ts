import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { BotApi } from './bot-api.ts';
import { askAccount, type BotAccount } from './open-door.ts';

export const privacyWord =
  'privacy mode is on: in groups where the bot is no administrator it only sees commands, mentions and answers to it';

/** Milliseconds that an update waits for news of the bot's own rights; without news the last known ones count. */
const askAgainMs = 3_000;

/** What Telegram last said about the bot itself. */
export interface OwnAccount {
  /** undefined before Telegram has told. */
  current(): BotAccount | undefined;
  known(now: BotAccount): void;
  askAgain(signal: AbortSignal): Promise<void>;
}

export function createOwnAccount(deps: { api: BotApi; platform: string; log: Logger }): OwnAccount {
  const { api, platform, log } = deps;
  let account: BotAccount | undefined;
  const known = (now: BotAccount) => {
    if (!now.readsAll && account?.readsAll !== false) log.warn({ door: platform, bot: now.username }, privacyWord);
    account = now;
  };
  return {
    current: () => account,
    known,
    async askAgain(signal) {
      try {
        known(await askAccount(api, { signal, limitMs: askAgainMs }));
      } catch (error) {
        log.debug({ door: platform, code: errorCode(error) }, 'the rights of the bot could not be asked for again');
      }
    },
  };
}
