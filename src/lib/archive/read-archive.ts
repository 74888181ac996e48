import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { blockSize, readHead } from './tar-block.ts';
import { manifestName } from './write-archive.ts';

export interface ArchiveEntry {
  name: string;
  bytes: Buffer;
}

/** A member larger than this is not ours. */
const largestMember = 512 * 1024 * 1024;

const membersSchema = z.object({
  members: z.array(z.object({ name: z.string(), size: z.number().int(), sha256: z.string() })),
});

const damaged = (file: string, why: string, cause?: unknown) =>
  new AppError('archive.damaged', `${file} is damaged: ${why}. Nothing was changed; use another copy`, { cause });

/**
 * Reads an archive member by member, in order, with one of them in memory at a time.
 * @throws AppError `archive.unreadable`, `archive.damaged`
 */
export async function* readArchive(file: string): AsyncGenerator<ArchiveEntry> {
  await assertGzip(file);
  const take = takeBytes(file);
  try {
    for (;;) {
      const head = readHead(await take.next(blockSize));
      if (head === null) break;
      if (head === undefined || head.size > largestMember) throw damaged(file, 'the head of a member does not add up');
      const bytes = await take.next(head.size);
      await take.next((blockSize - (head.size % blockSize)) % blockSize);
      yield { name: head.name, bytes };
    }
    await take.rest();
  } finally {
    await take.close();
  }
}

/** The head of a gzip file is all that no checksum of its own guards; ours says nothing of time or name. */
async function assertGzip(file: string): Promise<void> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new AppError('archive.unreadable', `${file} cannot be opened (${String(cause)})`, { cause });
  });
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    if (!buffer.equals(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]))) {
      throw damaged(file, 'it does not begin like a backup of this program');
    }
  } finally {
    await handle.close();
  }
}

/** Unpacked bytes in the portions that are asked for. */
function takeBytes(file: string) {
  const source = createReadStream(file);
  const unpacked = source.pipe(createGunzip());
  source.on('error', (error) => unpacked.destroy(error));
  const chunks = unpacked[Symbol.asyncIterator]();
  const kept: { chunks: Buffer[]; size: number } = { chunks: [], size: 0 };
  const more = async () => {
    const { done, value } = await chunks.next().catch((cause: unknown) => {
      throw damaged(file, cause instanceof Error ? cause.message : 'it cannot be unpacked', cause);
    });
    if (done === true) return false;
    const chunk = z.instanceof(Buffer).parse(value);
    kept.chunks.push(chunk);
    kept.size += chunk.length;
    return true;
  };
  return {
    async next(wanted: number): Promise<Buffer> {
      while (kept.size < wanted) if (!(await more())) throw damaged(file, 'its end is missing');
      const all = Buffer.concat(kept.chunks);
      kept.chunks = [all.subarray(wanted)];
      kept.size -= wanted;
      return all.subarray(0, wanted);
    },
    /** To the end, where gzip keeps its own checksum. */
    async rest(): Promise<void> {
      do {
        kept.chunks = [];
        kept.size = 0;
      } while (await more());
    },
    async close(): Promise<void> {
      source.destroy();
      unpacked.destroy();
    },
  };
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Reads an archive to its end and holds every member against the manifest; changes nothing.
 * @returns the manifest
 * @throws AppError `archive.damaged` for a flipped bit, a missing end, a member too many or too few
 */
export async function verifyArchive(file: string): Promise<unknown> {
  const seen: { name: string; size: number; sha256: string }[] = [];
  let manifest: Buffer | null = null;
  for await (const { name, bytes } of readArchive(file)) {
    if (manifest) throw damaged(file, 'something follows its manifest');
    if (name === manifestName) manifest = bytes;
    else seen.push({ name, size: bytes.length, sha256: hashOf(bytes) });
  }
  if (!manifest) throw damaged(file, 'its manifest is missing');
  const facts = parseJson(file, manifest);
  const { members } = membersSchema.catch({ members: [] }).parse(facts);
  const wrong = members.findIndex((member, index) => {
    const found = seen[index];
    return found?.name !== member.name || found.size !== member.size || found.sha256 !== member.sha256;
  });
  if (wrong >= 0) throw damaged(file, `${members[wrong]?.name ?? 'a member'} is not what the manifest says`);
  if (members.length !== seen.length) throw damaged(file, 'it has more members than its manifest');
  return facts;
}

function parseJson(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw damaged(file, 'its manifest cannot be read', cause);
  }
}
