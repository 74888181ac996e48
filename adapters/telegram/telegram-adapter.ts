import type { FastifyInstance } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { ChatAdapter, Intake } from '../../src/chat/chat-adapter.ts';
import { systemClock, type Clock } from '../../src/lib/clock.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { FileStore } from '../../src/lib/file-store.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { shorten } from '../../src/lib/text.ts';
import { createBotApi } from './bot-api.ts';
import { fetchFile } from './fetch-file.ts';
import { openDoor, type MenuEntry } from './open-door.ts';
import { createParser } from './parse-update.ts';
import { pollUpdates } from './poll-updates.ts';
import { webhookPath } from './read-webhook.ts';
import { editMessage, sendMessage } from './send-message.ts';
import { takeIn } from './take-in.ts';
import { registerWebhookRoute } from './webhook-route.ts';

export interface TelegramOptions {
  token: string;
  /** Address of the Bot API; default https://api.telegram.org. */
  apiRoot?: string | undefined;
  /** Let Telegram push to this public address of our HTTP server, instead of asking it. */
  webhook?: { url: string; secret: string } | undefined;
  /** Where the files that go out are. */
  files: FileStore;
  log: Logger;
  clock?: Clock;
  /** Waits; ends early, without an error, when the signal says so. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface TelegramAdapter extends ChatAdapter {
  /** The menu shown at the slash; call before start. */
  setCommandMenu(entries: readonly MenuEntry[]): void;
  /** Adds the webhook's route to the HTTP server, before it listens. Nothing to do when polling. */
  registerWebhook(server: FastifyInstance): void;
}

/** Telegram's longest answer to a button press. */
const pressAnswerLimit = 190;

/** The door to Telegram: own intake (push or pull), telegraf as API client. */
export function createTelegramAdapter(options: TelegramOptions): TelegramAdapter {
  const { token, apiRoot, webhook, files, log, clock = systemClock, sleep = pause } = options;
  const api = createBotApi(token, apiRoot);
  const stopping = new AbortController();
  let username: string | undefined;
  let intake: Intake | undefined;
  let running: Promise<void> = Promise.resolve();
  let menu: readonly MenuEntry[] = [];
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

  async function run(signal: AbortSignal): Promise<void> {
    const push = webhook && { address: new URL(webhookPath(webhook.secret), webhook.url).href, secret: webhook.secret };
    const name = await openDoor({ api, webhook: push, menu, sleep, report, log }, signal);
    if (name === null) return;
    username = name;
    if (push) report(true, 'webhook');
    else await pollUpdates({ api, takeIn: accept, sleep, report, log }, signal);
  }

  const sending = { api, files, sleep: (milliseconds: number) => sleep(milliseconds) };
  return {
    platform: 'telegram',
    capabilities: { edit: true, buttons: true, files: true, idempotentSend: false },
    parse: createParser(() => ({ botId: api.botId, username })),
    send: (message) => sendMessage(message, sending),
    edit: (messageId, message) => editMessage(messageId, message, sending),
    async answerAction(actionId, text) {
      const payload = { callback_query_id: actionId, text: shorten(text, pressAnswerLimit) };
      await api.call('answerCallbackQuery', payload, z.unknown(), { limitMs: 5_000 }).catch((error: unknown) => {
        log.debug({ code: errorCode(error) }, 'a button press could not be acknowledged');
      });
    },
    fetchFile: (remote, limitBytes) => fetchFile(api, remote, limitBytes),
    async start(to) {
      intake = to;
      report(false, 'connecting to Telegram');
      running = run(stopping.signal).catch((error: unknown) => {
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
    health: () => health,
    setCommandMenu(entries) {
      menu = entries;
    },
    registerWebhook(server) {
      if (webhook) registerWebhookRoute(server, { secret: webhook.secret, takeIn: (update) => accept([update]), log });
    },
  };
}

/** Waits unless and until the signal comes. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
