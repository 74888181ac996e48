import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig, type Config } from '../../config.ts';
import { createArchive, type ArchiveWriter } from '../../lib/archive/write-archive.ts';
import { systemClock } from '../../lib/clock.ts';
import { AppError, errorCode } from '../../lib/errors.ts';
import { createFileStore } from '../../lib/file-store.ts';
import { dumpDatabase, withDatabaseServer } from '../../storage/index.ts';
import { backupFormat, nameOfFile, nameOfPortion } from './backup-manifest.ts';
import { storageOf } from '../open-storage.ts';
import type { Tool, ToolIo } from '../tool.ts';

const usage = `backup FILE.tar.gz    everything in one file: the database as it is at one moment, and the files in DATA_DIR
  The bot may go on working meanwhile. The file holds members' words and names: only its owner may read it (mode 0600);
  keep it encrypted, and away from this machine. \`restore\` brings it back.`;

/**
 * `tongxin backup`. The file is a tar.gz that any tar program opens: `database/<table>/<portion>.jsonl` with a row in JSON
 * on each line, `files/<sha256>`, and at the end `manifest.json` with the counts and the SHA-256 of every member.
 */
export const backupTool: Tool = {
  name: 'backup',
  summary: 'writes the database and the files into one file, while the bot runs',
  async run(argv, io) {
    try {
      const { positionals } = parseArgs({ args: argv, allowPositionals: true });
      const [file] = positionals;
      if (file === undefined || positionals.length > 1) {
        io.err(usage);
        return 2;
      }
      return await backUp(path.resolve(file), parseConfig(io.env), io);
    } catch (error) {
      if (!(error instanceof AppError) && !(error instanceof TypeError)) throw error;
      io.err(error.message);
      return 1;
    }
  },
};

async function backUp(file: string, config: Config, io: ToolIo): Promise<number> {
  const createdAt = systemClock.now();
  return withDatabaseServer(storageOf(config, io), async (connection) => {
    const archive = await createArchive(file, createdAt);
    try {
      const dump = await dumpDatabase(connection, (table, portion, lines) =>
        archive.add(nameOfPortion(table, portion), lines),
      );
      // After the database: a file is on disk before any row speaks of it.
      const { kept, damaged } = await addFiles(archive, path.join(config.DATA_DIR, 'files'), io);
      await archive.finish({ ...backupFormat, createdAt: createdAt.toISOString(), ...dump, files: kept });
      const rows = Object.values(dump.tables).reduce((sum, table) => sum + table.rows, 0);
      io.out(`${file}: ${rows} rows of ${Object.keys(dump.tables).length} tables and ${kept} files.`);
      return damaged === 0 ? 0 : 1;
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  });
}

/** A file that has changed on disk is told and left out: the rest is worth keeping. */
async function addFiles(archive: ArchiveWriter, folder: string, io: ToolIo) {
  const store = createFileStore(folder);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  let kept = 0;
  let damaged = 0;
  // What is being written has a longer name until it is complete.
  for (const { name } of entries.filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))) {
    const bytes = await store.read(name).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'file.damaged') throw error;
      io.err(`${error.message}; it is not in the backup`);
      return null;
    });
    if (bytes) await archive.add(nameOfFile(name), bytes);
    if (bytes) kept += 1;
    else damaged += 1;
  }
  return { kept, damaged };
}
