import type { OutboundFile } from '../../src/chat/message.ts';
import type { FileStore } from '../../src/lib/file-store.ts';
import { displayFileName } from '../shared/file-name.ts';
import { RequestError } from '../shared/http-errors.ts';
import { keptType } from '../shared/media-type.ts';
import type { HttpTexts } from '../shared/texts.ts';

const largestFile = 10 * 1024 * 1024;
const longestBase64 = Math.ceil(largestFile / 3) * 4;

/** Most bytes of a post with files: 20 MB of them in base64, and their text. */
export const largestPost = 28 * 1024 * 1024;

export interface SentFile {
  name: string;
  type: string;
  base64: string;
}

/**
 * Puts the files of a post into the store, all of them or, when one is not right, none.
 * @throws RequestError 413 `file.too_large`, 400 `file.empty` | `file.not_base64`
 */
export async function keepAttachments(
  files: FileStore,
  sent: readonly SentFile[],
  t: HttpTexts,
): Promise<readonly OutboundFile[]> {
  const decoded = sent.map((file) => decode(file, t));
  const kept: OutboundFile[] = [];
  for (const { name, type, bytes } of decoded) {
    const { sha256, size } = await files.put(bytes);
    kept.push({ name, type, size, sha256 });
  }
  return kept;
}

function decode(file: SentFile, t: HttpTexts): { name: string; type: string; bytes: Buffer } {
  const name = displayFileName(file.name);
  const tooLarge = () => new RequestError(413, 'file.too_large', t('file.too_large', { name }));
  if (file.base64.length > longestBase64) throw tooLarge();
  const bytes = Buffer.from(file.base64, 'base64');
  // Node skips what is not base64; a file that was cut or wrapped on its way must not be kept as if it were whole.
  if (bytes.toString('base64') !== file.base64) {
    throw new RequestError(400, 'file.not_base64', t('file.not_base64', { name }));
  }
  if (bytes.length > largestFile) throw tooLarge();
  if (bytes.length === 0) throw new RequestError(400, 'file.empty', t('file.empty', { name }));
  return { name, type: keptType(file.type, bytes), bytes };
}
