import { parseArgs } from 'node:util';
import { parseConfig } from '../config.ts';
import { AppError } from '../lib/errors.ts';
import { applyMigrations, createMigration, withDatabaseServer } from '../storage/index.ts';
import type { Tool, ToolIo } from './tool.ts';

const usage = 'new-migration <name>    the name in lower case, words joined by _, such as add_adoption_level';

/** `tongxin new-migration`: for developers who changed schema.prisma. */
export const newMigrationTool = {
  name: 'new-migration',
  summary: 'writes the migration that schema.prisma asks for, and warns of what it would lose',
  async run(argv: string[], io: ToolIo): Promise<number> {
    try {
      const { positionals } = parseArgs({ args: argv, allowPositionals: true });
      const [name] = positionals;
      if (positionals.length !== 1 || !name || !/^[a-z][a-z0-9_]{1,80}$/.test(name)) {
        io.err(usage);
        return 2;
      }
      return await write(name, io);
    } catch (error) {
      if (!(error instanceof AppError) && !(error instanceof TypeError)) throw error;
      io.err(error.message);
      return 1;
    }
  },
} satisfies Tool;

async function write(name: string, io: ToolIo): Promise<number> {
  const config = parseConfig(io.env);
  const tell = (fields: object, message: string) => io.err(`${message} ${JSON.stringify(fields)}`);
  const log = { info: () => undefined, warn: tell, error: tell };
  const made = await withDatabaseServer(
    { databaseUrl: config.DATABASE_URL, dataDir: config.DATA_DIR, log },
    async (connection) => {
      await applyMigrations(connection, { log });
      return createMigration(connection, name);
    },
  );
  if (!made) {
    io.out('schema.prisma asks for nothing new.');
    return 0;
  }
  io.out(`written: ${made.place}`);
  for (const warning of made.warnings) io.err(`take care: ${warning}`);
  io.out('Read it, add by hand what Prisma cannot say (triggers, partial indexes), and start the program to apply it.');
  return 0;
}
