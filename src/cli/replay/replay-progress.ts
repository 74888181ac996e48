import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const progressSchema = z.object({
  /** Row id -> message id in the room. */
  sent: z.array(z.tuple([z.string(), z.number()])).transform((pairs) => new Map(pairs)),
  /** Rows that the room will not take, with the code it gave. */
  refused: z.array(z.object({ line: z.number(), id: z.string(), code: z.string() })),
  /** The unit's figures before the first message went out; null = they could not be read. */
  before: z.object({ submissions: z.number(), points: z.number() }).nullable(),
  /** The room's newest message then; what has a greater id was posted since. */
  since: z.number(),
});

export type Progress = z.output<typeof progressSchema>;

export interface ProgressFile {
  place: string;
  /** Nothing yet when there is no file, or none that can be read: then all is posted anew, which does no harm. */
  load(): Promise<Progress>;
  save(progress: Progress): Promise<void>;
}

/** Messages that were posted since the figures were read; the others had been there from an earlier replay. */
export const newlySent = ({ sent, since }: Progress): number => [...sent.values()].filter((id) => id > since).length;

export const noProgress = (): Progress => ({ sent: new Map(), refused: [], before: null, since: 0 });

/** Where a replay stands, kept in DATA_DIR so that a second run goes on. Written whole, then renamed. */
export function progressFile(dataDir: string, run: string): ProgressFile {
  const folder = path.join(dataDir, 'replay');
  const place = path.join(folder, `${run}.json`);
  return {
    place,
    async load() {
      const text = await readFile(place, 'utf8').catch(() => null);
      const read = text === null ? null : progressSchema.safeParse(fromJson(text));
      return read?.success ? read.data : noProgress();
    },
    async save(progress) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(`${place}.new`, JSON.stringify({ ...progress, sent: [...progress.sent] }), { mode: 0o600 });
      await rename(`${place}.new`, place);
    },
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
