import type { DoorHealth, Intake } from '../../src/chat/chat-adapter.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { BotApi } from './bot-api.ts';
import { openDoor } from './open-door.ts';
import { createOwnAccount, privacyWord } from './own-account.ts';
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

export function createTelegramIntake(deps: TelegramIntakeDeps): TelegramIntake {
  const { api, platform, webhook, clock, sleep, log } = deps;
  const stopping = new AbortController();
  let intake: Intake | undefined;
  const own = createOwnAccount(deps);
  let running: Promise<void> = Promise.resolve();
  let health = { ok: false, detail: 'not started' };

  function report(ok: boolean, detail: string): void {
    if (health.ok === ok && health.detail === detail) return;
    health = { ok, detail };
    if (ok) log.info({ door: platform, bot: own.current()?.username }, detail);
    else log.warn({ door: platform }, detail);
  }

  async function accept(updates: readonly unknown[]): Promise<void> {
    // Somebody who has just changed privacy mode takes the bot out and in again, for only then it counts in a group.
    const isMoved = own.current() && updates.some((update) => readUpdate(update)?.my_chat_member);
    if (isMoved) await own.askAgain(stopping.signal);
    const account = own.current();
    // Without the bot's name a mention could not be told from a stranger's; Telegram sends the update again.
    if (!intake || account === undefined) {
      throw new AppError('telegram.not_ready', 'the door to Telegram is not open yet', { transient: true });
    }
    const { username, readsAll: hearsAll } = account;
    const stamp = { platform, botId: api.botId, username, hearsAll, receivedAt: clock.now() };
    await takeIn(updates, stamp, { intake, log });
  }

  async function run(signal: AbortSignal): Promise<void> {
    if (!(await openDoor({ api, webhook, known: own.known, sleep, report }, signal))) return;
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
      if (!health.ok || own.current()?.readsAll !== false) return health;
      return { ok: true, detail: `${health.detail}; ${privacyWord}` };
    },
    username: () => own.current()?.username,
    readsAll: () => own.current()?.readsAll,
  };
}
