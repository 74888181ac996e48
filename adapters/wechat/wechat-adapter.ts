import type { FastifyInstance } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { SendError, type ChatAdapter } from '../../src/chat/chat-adapter.ts';
import type { Locale } from '../../src/chat/locale.ts';
import { systemClock, type Clock } from '../../src/lib/clock.ts';
import { errorCode } from '../../src/lib/errors.ts';
import type { FileStore } from '../../src/lib/file-store.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { idsChange } from './abilities.ts';
import { createCircuit } from './sending/circuit.ts';
import { fetchFile } from './sending/fetch-file.ts';
import { createNoteContact } from './sending/note-contact.ts';
import { createPace, noteGapMs } from './sending/pace.ts';
import { pagePath, registerPage } from './login/page-routes.ts';
import { renderTerminalCode } from './login/page-view.ts';
import { parseWechat } from './reading/parse-payload.ts';
import type { LoadPuppet } from './puppet/puppet.ts';
import { readPageState } from './login/page-state.ts';
import { sendMessage } from './sending/send-message.ts';
import { wechatTexts } from './texts.ts';
import { createWechatDoor } from './wechat-door.ts';

export interface WechatOptions {
  /** npm package of the puppet, which tells what it can. */
  name: string;
  /** Makes the puppet, see puppetLoader. */
  puppet: LoadPuppet;
  /** Where the login is kept between starts; nobody else may read it. */
  folder: string;
  /** Messages sent in 24 hours at most. */
  dailyCap: number;
  /** False where no limits need be kept: a puppet that reaches nobody. Default true. */
  isPaced?: boolean;
  /** Puts the login code where whoever starts the program sees it. It is a secret while it is valid: not for the log. */
  print(text: string): void;
  /** Where the files that go out are. */
  files: FileStore;
  locale: Locale;
  log: Logger;
  clock?: Clock;
  /** Waits; ends early, without an error, when the signal says so. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds in which the puppet has to ask for a login or log in. Default two minutes. */
  silentLimitMs?: number;
}

export interface WechatAdapter extends ChatAdapter {
  /** Adds the login page to the HTTP server, before it listens. */
  registerPage(server: FastifyInstance): void;
}

/**
 * The door to WeChat through a puppet of wechaty. wechaty itself is loaded only when the door opens: it costs 80 MB. A
 * puppet that is missing or broken shows in `health`, and keeps nobody else waiting.
 */
export function createWechatAdapter(options: WechatOptions): WechatAdapter {
  const { name, files, locale, log, isPaced = true, clock = systemClock, sleep = pause } = options;
  const t = wechatTexts(locale);
  const circuit = createCircuit(clock);
  let server: FastifyInstance | null = null;
  const page = () => `http://127.0.0.1:${portOf(server)}${pagePath}`;

  function showCode(code: string): void {
    renderTerminalCode(code).then(
      (drawn) => options.print(`${t('terminal.scan', { page: page() })}\n${drawn}\n`),
      (error: unknown) => log.warn({ door: 'wechat', code: errorCode(error) }, 'the login code could not be drawn'),
    );
  }

  const door = createWechatDoor({
    ...options,
    load: options.puppet,
    page,
    showCode,
    circuit,
    silentLimitMs: options.silentLimitMs ?? 120_000,
    clock,
    sleep,
  });
  const sending = { puppet: door.puppet, circuit, idsChange: idsChange(name), files, t, sleep };
  return {
    platform: 'wechat',
    capabilities: {
      edit: false,
      buttons: false,
      files: true,
      idempotentSend: false,
      ...(isPaced ? { pace: createPace({ dailyCap: options.dailyCap }) } : {}),
      atOnce: 1,
    },
    parse: parseWechat,
    send: (message) => sendMessage(message, sending),
    edit: () => Promise.reject(noEdit()),
    noteContact: createNoteContact({ puppet: door.puppet, circuit, clock, gapMs: isPaced ? noteGapMs : 0 }),
    fetchFile: (remote, limitBytes) => fetchFile(door.puppet(), remote, limitBytes),
    start: async (to) => door.start(to),
    stop: () => door.stop(),
    health: () => door.health(),
    registerPage(to) {
      server = to;
      registerPage(to, () => readPageState(door, { name, circuit, clock, t }), locale);
    },
  };
}

const noEdit = () =>
  new SendError('wechat.no_edit', 'WeChat cannot change what was sent', { outcome: 'refused', permanent: true });

/** The port on which the page is served; the usual one while nobody listens. */
function portOf(server: FastifyInstance | null): number {
  const address = server?.server.address();
  return typeof address === 'object' && address !== null ? address.port : 3000;
}

/** Waits unless and until the signal comes. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
