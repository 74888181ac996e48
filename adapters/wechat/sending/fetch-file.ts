import { z } from 'zod';
import type { InboundFile } from '../../../src/chat/message.ts';
import { AppError, errorCode } from '../../../src/lib/errors.ts';
import type { Puppet } from '../puppet/puppet.ts';

const remoteSchema = z.object({ messageId: z.string() });
/** Milliseconds for a whole file; puppets fetch it from WeChat only now. */
const fetchLimitMs = 120_000;

const gone = () => new AppError('file.gone', 'WeChat does not have the file any more');
const tooLarge = () => new AppError('file.too_large', 'the file is larger than may be fetched');
const unavailable = (why: string) =>
  new AppError('wechat.file_unavailable', `the file could not be fetched (${why})`, { transient: true });

/**
 * Bytes of a file that came with a message. Puppets know a message for about an hour, and none of an earlier start.
 * @throws AppError `file.too_large`, `file.gone`, or a transient one
 */
export async function fetchFile(
  puppet: Puppet | null,
  remote: NonNullable<InboundFile['remote']>,
  limitBytes: number,
): Promise<Buffer> {
  const handle = remoteSchema.safeParse(remote);
  if (!handle.success) throw gone();
  if (!puppet) throw unavailable('not logged in');
  const { messageId } = handle.data;
  await puppet.messagePayload(messageId).catch(() => {
    throw gone();
  });
  const box = await puppet.messageFile(messageId).catch((error: unknown) => {
    throw unavailable(errorCode(error));
  });
  if (box.size > limitBytes) throw tooLarge();
  const stream = await box.toStream().catch((error: unknown) => {
    throw unavailable(errorCode(error));
  });
  const late = setTimeout(() => stream.destroy(new Error('the time is up')), fetchLimitMs);
  try {
    return await collect(stream, limitBytes);
  } finally {
    clearTimeout(late);
    stream.destroy();
  }
}

async function collect(stream: AsyncIterable<unknown>, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      // A gateway's stream gives plain byte arrays, not buffers.
      const bytes = chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > limitBytes) throw tooLarge();
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof AppError ? error : unavailable(errorCode(error));
  }
  return Buffer.concat(chunks);
}
