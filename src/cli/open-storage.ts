import type { Config } from '../config.ts';
import { openDatabase, type Database } from '../storage/index.ts';
import type { ToolIo } from './tool.ts';

/** Progress is of no interest at the command line; warnings are. */
function warningsTo(io: ToolIo) {
  const tell = (fields: object, message: string) => io.err(`${message} ${JSON.stringify(fields)}`);
  return { info: () => undefined, warn: tell, error: tell };
}

/** The place of the database as the settings give it, with warnings shown at the command line. */
export function storageOf(config: Config, io: ToolIo) {
  return {
    databaseUrl: config.DATABASE_URL,
    dataDir: config.DATA_DIR,
    log: warningsTo(io),
    applicationName: 'tongxin cli',
  };
}

/** Opens the database beside whatever else uses it, for the time of `use`. */
export async function withDatabase<T>(config: Config, io: ToolIo, use: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(storageOf(config, io));
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}
