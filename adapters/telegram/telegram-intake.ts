import type { DoorHealth, Intake } from '../../src/chat/chat-adapter.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { BotApi } from './bot-api.ts';
import { askAccount, openDoor, type BotAccount } from './open-door.ts';
import { pollUpdates } from './poll-updates.ts';
import { takeIn } from './take-in.ts';
import { readUpdate } from './update-schema.ts';

export interface TelegramIntakeDeps {
  api: BotApi;
  /** See ChatAdapter.platform. */
  platform: string;
  /** Where Telegram shall push to; undefined = we ask. */
  webhook: { address: string; secret: string } | undefined;
  clock: Clock;
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  log: Logger;
}

/** The way in: opens the door in the background and keeps it open, by push or by pull. */
export interface TelegramIntake {
  start(to: Intake): void;
  stop(): Promise<void>;
  /** Commits pushed updates. @throws AppError, transient, when they were not stored or the door is not open yet */
  accept(updates: readonly unknown[]): Promise<void>;
  health(): DoorHealth;
  /** The bot's name once Telegram has told it. */
  username(): string | undefined;
  /** False while privacy mode is on; undefined before Telegram has told. */
  readsAll(): boolean | undefined;
}

/** Milliseconds that an update waits for news of the bot's own rights; without news the last known ones count. */
const askAgainMs = 3_000;

const privacyWord =
  'privacy mode is on: in groups where the bot is no administrator it only sees commands, mentions and answers to it';

export function createTelegramIntake(deps: TelegramIntakeDeps): TelegramIntake {
  const { api, platform, webhook, clock, sleep, log } = deps;
  const stopping = new AbortController();
  let intake: Intake | undefined;
  let account: BotAccount | undefined;
  let running: Promise<void> = Promise.resolve();
  let health = { ok: false, detail: 'not started' };

  function report(ok: boolean, detail: string): void {
    if (health.ok === ok && health.detail === detail) return;
    health = { ok, detail };
    if (ok) log.info({ door: platform, bot: account?.username }, detail);
    else log.warn({ door: platform }, detail);
  }

  const known = (now: BotAccount) => {
    if (!now.readsAll && account?.readsAll !== false) log.warn({ door: platform, bot: now.username }, privacyWord);
    account = now;
  };

  async function accept(updates: readonly unknown[]): Promise<void> {
    // Somebody who has just changed privacy mode takes the bot out and in again, for only then it counts in a group.
    if (account && updates.some((update) => readUpdate(update)?.my_chat_member)) await askAgain();
    // Without the bot's name a mention could not be told from a stranger's; Telegram sends the update again.
    if (!intake || account === undefined) {
      throw new AppError('telegram.not_ready', 'the door to Telegram is not open yet', { transient: true });
    }
    const { username, readsAll: hearsAll } = account;
    const stamp = { platform, botId: api.botId, username, hearsAll, receivedAt: clock.now() };
    await takeIn(updates, stamp, { intake, log });
  }

  async function askAgain(): Promise<void> {
    try {
      known(await askAccount(api, { signal: stopping.signal, limitMs: askAgainMs }));
    } catch (error) {
      log.debug({ door: platform, code: errorCode(error) }, 'the rights of the bot could not be asked for again');
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    if (!(await openDoor({ api, webhook, known, sleep, report }, signal))) return;
    if (webhook) report(true, 'webhook');
    else await pollUpdates({ api, takeIn: accept, sleep, report, log }, signal);
  }

  return {
    start(to) {
      intake = to;
      health = { ok: false, detail: 'connecting to Telegram' };
      running = run(stopping.signal).catch((error: unknown) => {
        log.error({ door: platform, code: errorCode(error) }, 'the door to Telegram broke');
        health = { ok: false, detail: 'stopped by a fault' };
      });
    },
    async stop() {
      stopping.abort();
      await running;
      intake = undefined;
      health = { ok: false, detail: 'stopped' };
    },
    accept,
    health() {
      if (!health.ok || account?.readsAll !== false) return health;
      return { ok: true, detail: `${health.detail}; ${privacyWord}` };
    },
    username: () => account?.username,
    readsAll: () => account?.readsAll,
  };
}
