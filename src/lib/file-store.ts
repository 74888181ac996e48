import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from './errors.ts';

/** Files by content: the same bytes are kept once, and a name from outside never becomes a path. */
export interface FileStore {
  /** Resolves once the bytes are on disk. */
  put(bytes: Buffer): Promise<{ sha256: string; size: number }>;
  /** @throws AppError `file.missing`, or `file.damaged` when the bytes no longer match their hash */
  read(sha256: string): Promise<Buffer>;
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export function createFileStore(directory: string): FileStore {
  const placeOf = (sha256: string) => path.join(directory, sha256.slice(0, 2), sha256);
  return {
    async put(bytes) {
      const sha256 = hashOf(bytes);
      await writeDurably(placeOf(sha256), bytes);
      return { sha256, size: bytes.length };
    },
    async read(sha256) {
      const bytes = await readFile(placeOf(sha256)).catch((cause: unknown) => {
        throw new AppError('file.missing', `no file with hash ${sha256}`, { cause });
      });
      if (hashOf(bytes) !== sha256)
        throw new AppError('file.damaged', `the file with hash ${sha256} has changed on disk`);
      return bytes;
    },
  };
}

/** Written aside, flushed, then renamed: a reader never sees half a file, also after a crash. */
async function writeDurably(place: string, bytes: Buffer): Promise<void> {
  const aside = `${place}.${randomUUID()}`;
  await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
  try {
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, place);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
