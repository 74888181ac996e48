import type { FastifyInstance } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChatAdapter, DoorAbility } from '../../src/chat/chat-adapter.ts';
import { systemClock, type Clock } from '../../src/lib/clock.ts';
import type { Locale } from '../../src/chat/locale.ts';
import type { FileStore } from '../../src/lib/file-store.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { createPressAnswers } from './answer-presses.ts';
import { createBotApi } from './bot-api.ts';
import { fetchFile } from './fetch-file.ts';
import { offerCommands } from './offer-commands.ts';
import { pace } from './pace.ts';
import { createParser } from './parse-update.ts';
import { webhookDoor } from './read-webhook.ts';
import { editMessage, sendMessage } from './send-message.ts';
import { closePoll } from './send-poll.ts';
import { createActionSigner } from './sign-action.ts';
import { startLink } from './start-link.ts';
import { createTelegramIntake } from './telegram-intake.ts';
import { texts } from './texts.ts';
import { registerWebhookRoute } from './webhook-route.ts';

export interface TelegramOptions {
  token: string;
  /**
   * A bot beside the first one of this process. Its platform is `telegram-<bot id>`, its webhook has a path and a secret
   * of its own. Default false: platform `telegram`.
   */
  isFurther?: boolean;
  /** Address of the Bot API; default https://api.telegram.org. */
  apiRoot?: string | undefined;
  /** False where no limits need be kept: a test server. Default true. */
  isPaced?: boolean;
  /** Let Telegram push to this public address of our HTTP server, instead of asking it. */
  webhook?: { url: string; secret: string } | undefined;
  /** Where the files that go out are. */
  files: FileStore;
  log: Logger;
  clock?: Clock;
  /** Waits; ends early, without an error, when the signal says so. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** For the few words that the door says itself. */
  locale?: Locale;
  /** See PressDeps.patienceMs. */
  pressPatienceMs?: number;
}

export interface TelegramAdapter extends ChatAdapter {
  /** Adds the webhook's route to the HTTP server, before it listens. Nothing to do when polling. */
  registerWebhook(server: FastifyInstance): void;
}

/** A send takes 0.1 to 1 s, a file longer: at 30 a second this many keep the pace, and a few slow ones do not break it. */
const sendsAtOnce = 40;

/**
 * The door to Telegram for one bot: own intake (push or pull), telegraf as API client. Sends also before start and after
 * stop. Any number of them in one process know nothing of each other.
 */
export function createTelegramAdapter(options: TelegramOptions): TelegramAdapter {
  const { token, apiRoot, isFurther = false, isPaced = true, webhook, files, log } = options;
  const { clock = systemClock, sleep = pause, locale = 'zh-CN', pressPatienceMs } = options;
  const api = createBotApi(token, apiRoot);
  const platform = isFurther ? `telegram-${api.botId}` : 'telegram';
  const door = webhook && webhookDoor(webhook.secret, isFurther ? api.botId : undefined);
  const push = webhook && door && { address: publicAddress(webhook.url, door.path), secret: door.secret };
  const intake = createTelegramIntake({ api, platform, webhook: push, clock, sleep, log });
  const actions = createActionSigner(token);
  const presses = createPressAnswers({ api, slowWord: texts(locale)('press.slow'), log, patienceMs: pressPatienceMs });
  const sending = { api, files, actions, isPaced, sleep: (milliseconds: number) => sleep(milliseconds) };
  return {
    platform,
    capabilities: {
      edit: true,
      buttons: true,
      files: true,
      reactions: true,
      polls: true,
      idempotentSend: false,
      ...(isPaced ? { pace: { ...pace, account: platform } } : {}),
      atOnce: sendsAtOnce,
    },
    parse: createParser(() => ({ botId: api.botId, username: intake.username(), platform }), actions.read),
    send: (message) => sendMessage(message, sending),
    edit: (messageId, message) => editMessage(messageId, message, sending),
    closePoll: (messageId, conversation) => closePoll(messageId, conversation, { api, limitMs: 5_000 }),
    answerAction: (actionId, text) => presses.answer(actionId, text),
    fetchFile: (remote, limitBytes) => fetchFile(api, remote, limitBytes),
    startLink: (code) => startLink(intake.username(), code),
    offerCommands: (place, language, entries) => offerCommands(api, { place, locale: language, entries }),
    async start(to) {
      intake.start({
        accept(updates) {
          presses.noted(updates.map(({ payload }) => payload));
          return to.accept(updates);
        },
      });
    },
    stop() {
      presses.stop();
      return intake.stop();
    },
    health: () => ({
      ...intake.health(),
      ...(intake.readsAll() === false ? { abilities: [privacyMode(locale)] } : {}),
    }),
    registerWebhook(server) {
      if (door) registerWebhookRoute(server, { door, takeIn: (update) => intake.accept([update]), log });
    },
  };
}

/** For secretaries, who can mend it. */
const privacyMode = (locale: Locale): DoorAbility => {
  const t = texts(locale);
  return { name: t('privacy.name'), state: 'partly', advice: t('privacy.advice') };
};

/** The address may lie under a path of its own, behind a proxy that takes that path off. */
const publicAddress = (url: string, path: string) => `${url.replace(/\/+$/, '')}${path}`;

/** Waits unless and until the signal comes. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
