import { TelegramError } from 'telegraf';
import { z } from 'zod';
import type { InboundFile } from '../../src/chat/message.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { BotApi } from './bot-api.ts';

/** Telegram gives bots no file above 20 MB. */
const telegramLimit = 20 * 1024 * 1024;
const downloadLimitMs = 120_000;

const remoteSchema = z.object({ fileId: z.string(), size: z.number().default(0) });
const fileAnswer = z.looseObject({ file_path: z.string().optional(), file_size: z.number().optional() });

const tooLarge = () => new AppError('file.too_large', 'the file is larger than may be fetched');
const gone = () => new AppError('file.gone', 'Telegram does not have the file any more');
/** No `cause`: an error of the download may hold its address, and that holds the token. */
const unavailable = (why: string) =>
  new AppError('telegram.file_unavailable', `the file could not be fetched (${why})`, { transient: true });

/** @throws AppError `file.too_large`, `file.gone`, or a transient one */
export async function fetchFile(
  api: BotApi,
  remote: NonNullable<InboundFile['remote']>,
  limitBytes: number,
): Promise<Buffer> {
  const handle = remoteSchema.safeParse(remote);
  if (!handle.success) throw gone();
  const limit = Math.min(limitBytes, telegramLimit);
  if (handle.data.size > limit) throw tooLarge();
  const { file_path, file_size = 0 } = await api
    .call('getFile', { file_id: handle.data.fileId }, fileAnswer)
    .catch(refusal);
  if (file_size > limit) throw tooLarge();
  if (file_path === undefined) throw gone();
  return download(api.fileAddress(file_path), limit);
}

/** Where Telegram did not say the size before, it refuses here; the words alone tell that from a file that is gone. */
const isTooBig = ({ description }: TelegramError) => /file is too big/i.test(description);

function refusal(error: unknown): never {
  if (error instanceof TelegramError && error.code === 400 && isTooBig(error)) throw tooLarge();
  if (error instanceof TelegramError && error.code === 400) throw gone();
  throw unavailable(error instanceof TelegramError ? String(error.code) : errorCode(error));
}

async function download(address: string, limit: number): Promise<Buffer> {
  const response = await fetch(address, { signal: AbortSignal.timeout(downloadLimitMs) }).catch(broken);
  if (response.status === 404 || response.status === 410 || response.status === 400) throw gone();
  if (!response.ok || !response.body) throw unavailable(String(response.status));
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof AppError ? error : broken(error);
  }
  return Buffer.concat(chunks);
}

function broken(error: unknown): never {
  throw unavailable(errorCode(error));
}
