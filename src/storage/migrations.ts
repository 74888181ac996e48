import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Client } from 'pg';
import type { Logger } from '../lib/logger.ts';
import { prepareAppRole, type Protection } from './app-role.ts';
import type { ConnectionOptions } from './connection-options.ts';
import {
  migrationList,
  readPrismaFiles,
  schemaContainer,
  writeMigration,
  type PrismaFiles,
} from './migration-files.ts';
import { readHistory, type MigrationHistory } from './migration-history.ts';
import { withSchemaEngine } from './schema-engine.ts';
import { StorageError } from './storage-error.ts';

/** Only the process that holds this advisory lock looks at the history and changes the schema; others wait. */
export const migrationLock = '8317093420715525';
const longestWaitMs = 300_000;

/** The engine knows of no tables beside schema.prisma's; those of the queue are in a schema of their own. */
const filters = { externalTables: [], externalEnums: [] };

export interface MigrationOptions {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Package whose prisma folder counts. Default: ours. */
  readonly root?: string;
}

/**
 * Brings the database up to our migrations. Each runs as one transaction; one that a killed process broke off has left
 * nothing and is run again. Safe for several processes at once.
 * @returns names of the migrations applied, oldest first
 * @throws StorageError `storage.newer_database`, `storage.migration_failed`
 */
export async function applyMigrations(connection: ConnectionOptions, options: MigrationOptions): Promise<string[]> {
  return (await bringUpToDate(connection, options)).applied;
}

/**
 * Applies migrations, then gives the role of the running program its rights to what there is now.
 * @throws StorageError as applyMigrations does
 */
export async function bringUpToDate(
  connection: ConnectionOptions,
  options: MigrationOptions,
): Promise<{ applied: string[]; protection: Protection }> {
  const files = await readPrismaFiles(options.root);
  return withMigrationLock(connection, async (client) => {
    const history = await readHistory(client, files.migrations);
    assertNotNewer(history);
    warn(history, options.log);
    const applied = await applyPending(connection, files, history);
    return { applied, protection: await prepareAppRole(client) };
  });
}

async function applyPending(
  connection: ConnectionOptions,
  files: PrismaFiles,
  history: MigrationHistory,
): Promise<string[]> {
  if (history.pending.length === 0 && history.unfinished.length === 0) return [];
  return withSchemaEngine(connection, files.schema, (engine) => applyWith(engine, files, history)).catch(
    (cause: unknown) => {
      throw migrationFailure(cause);
    },
  );
}

async function applyWith(engine: SchemaEngine, files: PrismaFiles, history: MigrationHistory): Promise<string[]> {
  for (const migrationName of new Set(history.unfinished)) await engine.markMigrationRolledBack({ migrationName });
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationList(files), filters });
  return appliedMigrationNames;
}

function assertNotNewer({ unknown }: MigrationHistory): void {
  if (unknown.length === 0) return;
  throw new StorageError(
    'storage.newer_database',
    `The database was changed by a newer version of this program (${unknown.join(', ')}). Start that version or a newer ` +
      'one, or bring back a copy of the database from before.',
  );
}

function warn({ unfinished, edited }: MigrationHistory, log: MigrationOptions['log']): void {
  if (unfinished.length > 0) log.warn({ unfinished }, 'a migration was broken off and left nothing; running it again');
  if (edited.length > 0) log.warn({ edited }, 'migrations were edited after they were applied');
}

function migrationFailure(cause: unknown): StorageError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(
    'storage.migration_failed',
    `The database could not be brought up to date; the migration was undone and nothing is lost. ${said}\n` +
      'Remove the cause and start again, or go back to the version of the program that ran before.',
    { cause },
  );
}

async function withMigrationLock<T>(connection: ConnectionOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...connection, application_name: 'tongxin migrations', lock_timeout: longestWaitMs });
  // The queries report a lost connection; without a listener the same error would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What `migrate --check` tells. All null and empty = schema.prisma, the migrations and the database agree. */
export interface MigrationReport {
  readonly history: MigrationHistory;
  /** How the database departs from its migrations, as when somebody changed it by hand. */
  readonly drift: string | null;
  /** SQL that schema.prisma asks for and no migration has. */
  readonly missing: string | null;
}

/** Compares without changing anything; needs the right to create a database for a moment. */
export async function checkMigrations(connection: ConnectionOptions, root?: string): Promise<MigrationReport> {
  const files = await readPrismaFiles(root);
  const migrationsList = migrationList(files);
  return withMigrationLock(connection, async (client) => ({
    history: await readHistory(client, files.migrations),
    ...(await withSchemaEngine(connection, files.schema, async (engine) => {
      const { action } = await engine.devDiagnostic({ migrationsList, filters });
      const { exitCode, stdout } = await engine.diff({
        from: { tag: 'migrations', ...migrationsList },
        to: { tag: 'schemaDatamodel', ...schemaContainer(files) },
        script: true,
        exitCode: true,
        filters,
      });
      return { drift: action.tag === 'reset' ? action.reason : null, missing: exitCode === 0 ? null : stdout };
    })),
  }));
}

/** A migration that was just written. */
export interface NewMigration {
  readonly name: string;
  readonly place: string;
  /** What it would lose or could not do with the rows there are now. */
  readonly warnings: readonly string[];
}

/**
 * Writes the migration from what the existing ones make to what schema.prisma says. Does not apply it. The database
 * must be up to date.
 * @returns null when there is nothing to change
 */
export async function createMigration(
  connection: ConnectionOptions,
  name: string,
  root?: string,
): Promise<NewMigration | null> {
  const files = await readPrismaFiles(root);
  const given = { migrationsList: migrationList(files), schema: schemaContainer(files), filters };
  return withSchemaEngine(connection, files.schema, async (engine) => {
    // First of all: it replays the migrations in a shadow database, and this engine remembers the outcome for the rest.
    const { action } = await engine.devDiagnostic({ migrationsList: given.migrationsList, filters });
    if (action.tag === 'reset') throw new StorageError('storage.schema_engine', action.reason);
    const loss = await engine.evaluateDataLoss(given);
    const made = await engine.createMigration({ ...given, draft: false, migrationName: name });
    if (made.migrationScript === null) return null;
    const migration = { name: made.generatedMigrationName, sql: made.migrationScript };
    const place = await writeMigration(files.folder, migration);
    return {
      name: migration.name,
      place,
      warnings: [...loss.warnings, ...loss.unexecutableSteps].map((w) => w.message),
    };
  });
}
