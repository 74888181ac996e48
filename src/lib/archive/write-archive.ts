import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { AppError } from '../errors.ts';
import { blockSize, paddingOf, writeHead } from './tar-block.ts';

/** A member as the manifest lists it. */
export interface ArchiveMember {
  name: string;
  size: number;
  sha256: string;
}

/** Name of the last member, which lists all others with their checksums. */
export const manifestName = 'manifest.json';

export interface ArchiveWriter {
  /** Adds one member; waits while the disk is slower than the writer. */
  add(name: string, bytes: Buffer): Promise<void>;
  /** Adds the manifest, with the list of members, as the last one, and puts the file in its place once it is on disk. */
  finish(facts: object): Promise<void>;
  /** Gives up; nothing is left of it. */
  abandon(): Promise<void>;
}

/**
 * Writes a tar.gz file for its owner alone (mode 0600). It grows under another name, so that a file of the asked name is
 * always whole.
 * @throws AppError `archive.exists` when there is such a file
 */
export async function createArchive(file: string, now: Date): Promise<ArchiveWriter> {
  const growing = `${file}.part`;
  const gzip = createGzip({ level: 6 });
  const target = createWriteStream(growing, { mode: 0o600, flags: 'wx' });
  await once(target, 'open').catch((cause: unknown) => {
    throw new AppError(
      'archive.exists',
      `${growing} cannot be begun (${String(cause)}). Remove it, or choose another name`,
      {
        cause,
      },
    );
  });
  const written = pipeline(gzip, target);
  // A failed disk shows in the next `add` or in `finish`; it must not end the process before.
  written.catch(() => undefined);
  const members: ArchiveMember[] = [];

  const push = async (bytes: Buffer) => {
    if (gzip.destroyed) await written;
    if (!gzip.write(bytes)) await Promise.race([once(gzip, 'drain'), written]);
  };
  const put = async (name: string, bytes: Buffer) => {
    await push(writeHead(name, bytes.length, now));
    await push(bytes);
    await push(paddingOf(bytes.length));
  };
  return {
    async add(name, bytes) {
      await put(name, bytes);
      members.push({ name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    },
    async finish(facts) {
      await put(manifestName, Buffer.from(JSON.stringify({ ...facts, members })));
      await push(Buffer.alloc(2 * blockSize));
      gzip.end();
      await written;
      await settle(growing, file);
    },
    async abandon() {
      gzip.destroy();
      await written.catch(() => undefined);
      await rm(growing, { force: true });
    },
  };
}

/** Waits for the disk; then gives the file its name, unless there is one of that name. */
async function settle(growing: string, file: string): Promise<void> {
  const handle = await open(growing, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(growing, file).catch((cause: unknown) => {
    throw new AppError('archive.exists', `${file} is there already. Remove it, or choose another name`, { cause });
  });
  await rm(growing);
}
