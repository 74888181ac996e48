import { parseArgs } from 'node:util';
import { parseConfig, type Config } from '../config.ts';
import { AppError } from '../lib/errors.ts';
import { applyMigrations, checkMigrations, withDatabaseServer, type MigrationReport } from '../storage/index.ts';
import type { Tool, ToolIo } from './tool.ts';

const usage = 'migrate [--check]    bring the database up to date, or only say whether it is';

/** `tongxin migrate`: what also happens at every start, for operators who want to do it by hand. */
export const migrateTool = {
  name: 'migrate',
  summary: 'brings the database up to date; --check only tells how it departs from schema.prisma',
  async run(argv: string[], io: ToolIo): Promise<number> {
    try {
      const { values } = parseArgs({ args: argv, options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
      if (values.help) {
        io.out(usage);
        return 0;
      }
      const config = parseConfig(io.env);
      return values.check ? await check(config, io) : await apply(config, io);
    } catch (error) {
      if (!(error instanceof AppError) && !(error instanceof TypeError)) throw error;
      io.err(error.message);
      return 1;
    }
  },
} satisfies Tool;

async function apply(config: Config, io: ToolIo): Promise<number> {
  const log = logTo(io);
  const applied = await withDatabaseServer(storageOf(config, io), (connection) => applyMigrations(connection, { log }));
  for (const name of applied) io.out(`applied ${name}`);
  if (applied.length === 0) io.out('The database is up to date.');
  return 0;
}

async function check(config: Config, io: ToolIo): Promise<number> {
  const report = await withDatabaseServer(storageOf(config, io), (connection) => checkMigrations(connection));
  const findings = describeReport(report);
  for (const finding of findings) io.out(finding);
  if (findings.length === 0) io.out('schema.prisma, the migrations and the database agree.');
  return findings.length === 0 ? 0 : 1;
}

/** One line for each way in which schema.prisma, the migrations and the database disagree. */
export function describeReport({ history, drift, missing }: MigrationReport): string[] {
  const list = (label: string, names: readonly string[]) => (names.length > 0 ? [`${label}: ${names.join(', ')}`] : []);
  return [
    ...list('not applied yet', history.pending),
    ...list('applied by a newer version of this program', history.unknown),
    ...list('begun and broken off, will be run again at the next start', history.unfinished),
    ...list('edited after they were applied', history.edited),
    ...(drift === null ? [] : [`the database departs from its migrations: ${drift}`]),
    ...(missing === null ? [] : [`schema.prisma asks for what no migration has (run new-migration):\n${missing}`]),
  ];
}

function storageOf(config: Config, io: ToolIo) {
  return { databaseUrl: config.DATABASE_URL, dataDir: config.DATA_DIR, log: logTo(io) };
}

/** Progress is of no interest at the command line; warnings are. */
function logTo(io: ToolIo) {
  const tell = (fields: object, message: string) => io.err(`${message} ${JSON.stringify(fields)}`);
  return { info: () => undefined, warn: tell, error: tell };
}
