import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';

/** Name and number of the form in which backups are written; see `backup.ts` for the form itself. */
export const backupFormat = { format: 'tongxin-backup', version: 1 } as const;

const manifestSchema = z.object({
  format: z.literal(backupFormat.format),
  version: z.number().int(),
  createdAt: z.iso.datetime().transform((text) => new Date(text)),
  migrations: z.array(z.string()),
  tables: z.record(z.string(), z.object({ columns: z.array(z.string()), rows: z.number().int() })),
  sequences: z.record(z.string(), z.string().regex(/^-?\d+$/)),
  /** Number of attachments and documents. */
  files: z.number().int(),
});

export type BackupManifest = z.output<typeof manifestSchema>;

/** @throws AppError `backup.foreign`, `backup.newer` */
export function readManifest(facts: unknown, file: string): BackupManifest {
  const parsed = manifestSchema.safeParse(facts);
  if (!parsed.success) throw new AppError('backup.foreign', `${file} is no backup of this program`);
  if (parsed.data.version > backupFormat.version) {
    throw new AppError('backup.newer', `${file} was made by a newer version of this program. Restore it with that one`);
  }
  return parsed.data;
}

const portionName = /^database\/([^/]+)\/\d{6}\.jsonl$/;
const fileName = /^files\/([0-9a-f]{64})$/;

export const nameOfPortion = (table: string, portion: number) =>
  `database/${table}/${String(portion).padStart(6, '0')}.jsonl`;
export const nameOfFile = (sha256: string) => `files/${sha256}`;
/** The table that a member holds rows of, or undefined. */
export const tableOf = (member: string) => portionName.exec(member)?.[1];
/** The hash of the file that a member holds, or undefined. */
export const hashOf = (member: string) => fileName.exec(member)?.[1];
