import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHttpServer } from '../../adapters/shared/http-server.ts';
import { createTelegramAdapter, type TelegramAdapter } from '../../adapters/telegram/telegram-adapter.ts';
import { createFileStore, type FileStore } from '../../src/lib/file-store.ts';
import { silentLogger, type Logger } from '../../src/lib/logger.ts';
import { createRecordingIntake, type RecordingIntake } from './recording-intake.ts';
import { freePort } from './port.ts';
import { startTelegramStandIn, type TelegramStandIn } from './telegram-stand-in.ts';

export interface TelegramDoor {
  telegram: TelegramStandIn;
  adapter: TelegramAdapter;
  intake: RecordingIntake;
  files: FileStore;
  /** Address of our HTTP server; the webhook's route is there when one is used. */
  url: string;
  /** Milliseconds of every wait that the adapter asked for. */
  waits: readonly number[];
  close(): Promise<void>;
}

export interface TelegramDoorOptions {
  /** Default polling. */
  by?: 'polling' | 'webhook';
  log?: Logger;
  /** Token that the adapter shows; default the right one. */
  token?: string;
  /** Milliseconds until a press that nobody answers gets a word to wait. */
  pressPatienceMs?: number;
  /** Not started yet. */
  asleep?: boolean;
  /** Shared with other doors; then it is not closed at the end. Default an own one. */
  telegram?: TelegramStandIn;
  /** See TelegramOptions.isFurther. */
  isFurther?: boolean;
}

export const webhookSecret = 'a-secret-for-this-test-only';

/** The adapter before the stand-in, over real HTTP; what it wants to wait is noted and over at once. */
export async function openTelegramDoor(options: TelegramDoorOptions = {}): Promise<TelegramDoor> {
  const { by = 'polling', log = silentLogger, isFurther = false } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-telegram-'));
  const telegram = options.telegram ?? (await startTelegramStandIn());
  const server = createHttpServer({ log: silentLogger, locale: 'zh-CN' });
  const intake = createRecordingIntake();
  const files = createFileStore(folder);
  const waits: number[] = [];
  // The port has to be known before the routes are added, and routes before listening: a reserved free one.
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const adapter = createTelegramAdapter({
    token: options.token ?? telegram.token,
    apiRoot: telegram.apiRoot,
    ...(by === 'webhook' ? { webhook: { url, secret: webhookSecret } } : {}),
    isFurther,
    files,
    log,
    ...(options.pressPatienceMs === undefined ? {} : { pressPatienceMs: options.pressPatienceMs }),
    async sleep(milliseconds) {
      waits.push(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  adapter.registerWebhook(server);
  await server.listen({ host: '127.0.0.1', port });
  if (!options.asleep) await adapter.start(intake);
  return {
    telegram,
    adapter,
    intake,
    files,
    url,
    waits,
    async close() {
      await adapter.stop();
      await server.close();
      if (!options.telegram) await telegram.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
