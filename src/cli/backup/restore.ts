import { createHash } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { platform as webPlatform } from '../../../adapters/web/parse-post.ts';
import { parseConfig, type Config } from '../../config.ts';
import { checkLedger, describeLedgerFault } from '../../features/points/index.ts';
import { readArchive, verifyArchive } from '../../lib/archive/read-archive.ts';
import { AppError } from '../../lib/errors.ts';
import { createFileStore } from '../../lib/file-store.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import { restoreDatabase, StorageError, withDatabaseServer } from '../../storage/index.ts';
import { hashOf, readManifest, tableOf, type BackupManifest } from './backup-manifest.ts';
import { storageOf, withDatabase } from '../open-storage.ts';
import { noteForSecretaries, settleRestored, type Settled } from './restored.store.ts';
import { cliTexts } from '../texts.ts';
import type { Tool, ToolIo } from '../tool.ts';

/** Who writes this means it: everything that is in the database now is thrown away. */
const confirmation = 'everything';

const usage = `restore FILE.tar.gz                       bring a backup into an empty database and DATA_DIR
restore FILE.tar.gz --replace ${confirmation}  throw away what is there now and put the backup in its place
restore FILE.tar.gz --check               only look whether the file is whole
  Stop every instance of the program first. Nothing is changed unless the whole file is in order, and all of it is
  changed at once or nothing.`;

interface Asked {
  file: string;
  replace: boolean;
  check: boolean;
}

function readAsked(argv: string[]): Asked | null {
  const options = { replace: { type: 'string' }, check: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
  const { replace, check = false } = values;
  const [file] = positionals;
  if (file === undefined || positionals.length > 1 || (replace !== undefined && replace !== confirmation)) return null;
  return { file: path.resolve(file), replace: replace !== undefined, check };
}

/** `tongxin restore`: what `backup` wrote, back in its place. */
export const restoreTool: Tool = {
  name: 'restore',
  summary: 'puts a backup back, all of it or nothing; refuses while an instance runs',
  async run(argv, io) {
    try {
      const asked = readAsked(argv);
      if (!asked) {
        io.err(usage);
        return 2;
      }
      return await restore(asked, parseConfig(io.env), io);
    } catch (error) {
      if (!(error instanceof AppError) && !(error instanceof TypeError)) throw error;
      io.err(withCure(error));
      return 1;
    }
  },
};

const withCure = (error: Error) =>
  error instanceof StorageError && error.code === 'storage.not_empty'
    ? `${error.message} To throw them away and put the backup in their place, say --replace ${confirmation}.`
    : error.message;

async function restore({ file, replace, check }: Asked, config: Config, io: ToolIo): Promise<number> {
  const manifest = readManifest(await verifyArchive(file), file);
  const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
  const what = `${rows} rows of ${Object.keys(manifest.tables).length} tables and ${manifest.files} files, made ${manifest.createdAt.toISOString()}`;
  if (check) {
    io.out(`${file} is whole: ${what}.`);
    return 0;
  }
  const { settled: outcome, faults } = await withDatabaseServer(storageOf(config, io), async (connection) => {
    let settled: Settled = { unknownSends: 0, missedReminders: 0 };
    await restoreDatabase(connection, manifest, {
      portions: portionsOf(file, config),
      replace,
      alsoDrop: ['bullmq'],
      embedded: config.DATABASE_URL === undefined,
      async settle(run) {
        settled = await settleRestored(run, [webPlatform], manifest.createdAt);
        await noteForSecretaries(run, noticeOf(manifest, config), manifest.createdAt);
      },
    });
    // Opening it gives the program's own role its rights to the new tables.
    return { settled, faults: await withDatabase(config, io, ({ pool }) => checkLedger(pool)) };
  });
  io.out(`Restored: ${what}.`);
  for (const line of nextSteps(outcome, config)) io.out(line);
  for (const fault of faults) io.err(describeLedgerFault(fault, config.LOCALE));
  if (faults.length === 0) io.out('The ledger was checked: every booking is there, unchanged, and the sums are right.');
  return faults.length === 0 ? 0 : 1;
}

/** The rows, in order; files go to their place on the way, where they are in nobody's way should the rest fail. */
async function* portionsOf(file: string, config: Config) {
  const store = createFileStore(path.join(config.DATA_DIR, 'files'));
  for await (const { name, bytes } of readArchive(file)) {
    const table = tableOf(name);
    const sha256 = hashOf(name);
    if (table !== undefined) yield { table, lines: bytes };
    if (sha256 === undefined) continue;
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new AppError('archive.damaged', `${file} has changed while it was read. Nothing was restored`);
    }
    await store.put(bytes);
  }
}

function noticeOf({ createdAt }: BackupManifest, config: Config): string {
  const at = wallTime(createdAt, config.TIMEZONE).toPlainDateTime().toString({ smallestUnit: 'minute' });
  return cliTexts(config.LOCALE)('restored.secretary', { at: at.replace('T', ' ') });
}

/** What the operator has to know and do now. */
function nextSteps({ unknownSends, missedReminders }: Settled, config: Config): string[] {
  return [
    `Not sent again: ${unknownSends} messages that were about to leave when the backup was made (now "unknown"), and ` +
      `${missedReminders} reminders that have fallen due since (now "missed"; the secretaries are told).`,
    'What people said after the backup is not in it. Telegram sends again what the bot had not taken yet, for 24 hours ' +
      'at most; what it had taken is to be said again. The secretaries are asked to see to it.',
    'Numbers given after the backup (社-12) will be given anew.',
    ...(config.REDIS_URL === undefined
      ? []
      : ['The queue in Redis may know of jobs of the time since: empty it (FLUSHDB) before you start.']),
    'Start the program, and run `doctor`.',
  ];
}
