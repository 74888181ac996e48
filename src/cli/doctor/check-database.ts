import type { Config } from '../../config.ts';
import { checkLedger, describeLedgerFault } from '../../features/points/index.ts';
import {
  openDatabase,
  readDatabaseFacts,
  readProtection,
  withDatabaseServer,
  type Database,
  type DatabaseFacts,
} from '../../storage/index.ts';
import { storageOf } from '../open-storage.ts';
import type { ToolIo } from '../tool.ts';
import { checkQueue } from './check-queue.ts';
import { createFindings, type Finding, type Findings } from './finding.ts';
import { readStuck, type Stuck } from './stuck.store.ts';

/** What one process of the program keeps open at most: two pools, the queue's, and its place on the built-in server. */
const connectionsOfOne = 40;
const noticedGapMs = 1_000;

/**
 * The database, and what waits in it. A built-in server that does not run is started for the time of the look. Nothing
 * is changed; a database that waits for migrations is looked at from outside only.
 * @throws StorageError with its cure when it cannot be entered
 */
export async function checkDatabase(config: Config, io: ToolIo): Promise<Finding[]> {
  const embedded = config.DATABASE_URL === undefined;
  return withDatabaseServer(storageOf(config, io), async (connection) => {
    const facts = await readDatabaseFacts(connection, embedded);
    const found = judgeFacts(facts, embedded);
    const { pending, unknown, unfinished } = facts.history;
    if (pending.length + unknown.length + unfinished.length > 0) return found;
    const database = await openDatabase(storageOf(config, io));
    try {
      return [...found, ...(await lookInside(database, config, facts.running.length > 0))];
    } finally {
      await database.close();
    }
  });
}

/** Pure. */
export function judgeFacts(facts: DatabaseFacts, embedded: boolean): Finding[] {
  const found = createFindings('database');
  const where = embedded ? 'built-in PostgreSQL' : 'PostgreSQL';
  found.ok(
    `${where} ${facts.version}, ${facts.running.length > 0 ? 'with the program at work on it' : 'program stopped'}`,
  );
  judgeMigrations(facts, found);
  if (!facts.mayCreate) {
    found.fail('the user may make no tables or schemas', 'GRANT CREATE ON DATABASE … and ON SCHEMA public to the user');
  }
  if (facts.foreignTables.length > 0) {
    found.fail(
      `tables of another program are in the same database: ${facts.foreignTables.join(', ')}`,
      'give this program a database of its own',
    );
  }
  const gap = Math.abs(facts.clockGapMs);
  if (gap > noticedGapMs) {
    found.warn(`its clock is ${(gap / 1000).toFixed(1)} s from this machine's`, 'timedatectl set-ntp true on both');
  }
  const { used, most } = facts.connections;
  if (most - used < connectionsOfOne) {
    found.warn(
      `${used} of ${most} connections are taken; one process of the program may need ${connectionsOfOne}`,
      'raise max_connections, or close other programs',
    );
  }
  return found.list;
}

function judgeMigrations({ history }: DatabaseFacts, found: Findings): void {
  const { pending, unknown, unfinished, edited } = history;
  if (unknown.length > 0) {
    found.fail(
      `a newer version of the program was here (${unknown.join(', ')})`,
      'start that version or a newer one, or restore a backup from before',
    );
  }
  if (unfinished.length > 0) found.warn(`migrations were broken off: ${unfinished.join(', ')}`, 'start the program');
  if (edited.length > 0) {
    found.warn(`migrations were edited after they ran: ${edited.join(', ')}`, 'install the program anew');
  }
  if (pending.length > 0) {
    found.warn(
      `${pending.length} migrations wait; what is in the tables was not looked at`,
      'start the program, or run `migrate`',
    );
  } else if (unknown.length === 0) found.ok('its tables are those of this version');
}

async function lookInside(database: Database, config: Config, running: boolean): Promise<Finding[]> {
  const ledger = createFindings('ledger');
  if ((await readProtection(database.pool)) === 'role') ledger.ok('the program itself may not change the history');
  else {
    ledger.warn(
      'only triggers keep the history from being changed',
      'let the user of DATABASE_URL make roles (ALTER ROLE … CREATEROLE) and start the program',
    );
  }
  const faults = await checkLedger(database.pool);
  for (const fault of faults.slice(0, 10)) {
    ledger.fail(
      describeLedgerFault(fault, config.LOCALE),
      'stop the program, and compare with a backup (restore --check)',
    );
  }
  if (faults.length === 0) ledger.ok('every booking is there, unchanged, and the sums are right');
  const stuck = judgeStuck(await readStuck(database.pool), running);
  return [...ledger.list, ...(await checkQueue(database, config)), ...stuck];
}

/** Pure. What waits while the program is stopped is no fault. */
export function judgeStuck(stuck: Stuck, running: boolean): Finding[] {
  const found = createFindings('work');
  const waits = (count: number, what: string, cure: string) => {
    if (count === 0) return;
    if (running) found.fail(`${count} ${what}`, cure);
    else found.warn(`${count} ${what}`, 'start the program');
  };
  const log = 'look in the log for what fails, and start the program anew';
  waits(stuck.inbox, 'messages have not been handled for more than a minute', log);
  waits(
    stuck.outbox,
    'messages should have left more than a minute ago',
    'see whether the platform is reached; then the log',
  );
  waits(stuck.sending, 'messages are held by a sender that is gone', log);
  waits(
    stuck.reminders,
    'reminders are more than two minutes late',
    'see whether a process works the jobs (role all or worker)',
  );
  waits(
    stuck.drafts,
    'drafts have been under way for more than ten minutes',
    'see whether the model answers; then the log',
  );
  if (stuck.setAside > 0) {
    found.warn(
      `${stuck.setAside} messages failed three times`,
      '`replay-inbox` lists them; once the cause is gone, --all',
    );
  }
  if (stuck.unknown > 0) {
    found.warn(
      `${stuck.unknown} messages of the last seven days may or may not have arrived`,
      'nothing is sent twice unasked; compare with the group where it matters',
    );
  }
  if (stuck.untold > 0) {
    found.warn(
      `${stuck.untold} secretaries have not opened a private talk, and something waits for them`,
      'ask them to',
    );
  }
  if (found.list.length === 0) found.ok('nothing is stuck, nothing was set aside');
  return found.list;
}
