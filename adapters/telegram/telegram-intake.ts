import type { Intake, MenuEntry } from '../../src/chat/chat-adapter.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { BotApi } from './bot-api.ts';
import { openDoor } from './open-door.ts';
import { pollUpdates } from './poll-updates.ts';
import { takeIn } from './take-in.ts';

export interface TelegramIntakeDeps {
  api: BotApi;
  /** Where Telegram shall push to; undefined = we ask. */
  webhook: { address: string; secret: string } | undefined;
  clock: Clock;
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  log: Logger;
}

/** The way in: opens the door in the background and keeps it open, by push or by pull. */
export interface TelegramIntake {
  start(to: Intake, menu: readonly MenuEntry[]): void;
  stop(): Promise<void>;
  /** Commits pushed updates. @throws AppError, transient, when they were not stored or the door is not open yet */
  accept(updates: readonly unknown[]): Promise<void>;
  health(): { ok: boolean; detail: string };
  /** The bot's name once Telegram has told it. */
  username(): string | undefined;
}

export function createTelegramIntake({ api, webhook, clock, sleep, log }: TelegramIntakeDeps): TelegramIntake {
  const stopping = new AbortController();
  let intake: Intake | undefined;
  let username: string | undefined;
  let running: Promise<void> = Promise.resolve();
  let health = { ok: false, detail: 'not started' };

  function report(ok: boolean, detail: string): void {
    if (health.ok === ok && health.detail === detail) return;
    health = { ok, detail };
    if (ok) log.info({ door: 'telegram', bot: username }, detail);
    else log.warn({ door: 'telegram' }, detail);
  }

  async function accept(updates: readonly unknown[]): Promise<void> {
    // Without the bot's name a mention could not be told from a stranger's; Telegram sends the update again.
    if (!intake || username === undefined) {
      throw new AppError('telegram.not_ready', 'the door to Telegram is not open yet', { transient: true });
    }
    await takeIn(updates, { botId: api.botId, username, receivedAt: clock.now() }, { intake, log });
  }

  async function run(menu: readonly MenuEntry[], signal: AbortSignal): Promise<void> {
    const named = (name: string) => {
      username = name;
    };
    if (!(await openDoor({ api, webhook, menu, named, sleep, report, log }, signal))) return;
    if (webhook) report(true, 'webhook');
    else await pollUpdates({ api, takeIn: accept, sleep, report, log }, signal);
  }

  return {
    start(to, menu) {
      intake = to;
      health = { ok: false, detail: 'connecting to Telegram' };
      running = run(menu, stopping.signal).catch((error: unknown) => {
        log.error({ door: 'telegram', code: errorCode(error) }, 'the door to Telegram broke');
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
    health: () => health,
    username: () => username,
  };
}
