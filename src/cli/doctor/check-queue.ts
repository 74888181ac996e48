import { jobContracts } from '../../../jobs/registry.ts';
import type { Config } from '../../config.ts';
import { errorCode } from '../../lib/errors.ts';
import { findMissingSchedulers } from '../../queue/inspect-queue.ts';
import { readRedisFacts, type RedisFacts } from '../../queue/redis-facts.ts';
import type { Database } from '../../storage/index.ts';
import { createFindings, type Finding } from './finding.ts';
import { hasQueueTables } from './stuck.store.ts';

/** The oldest Redis with the commands that the queue uses. */
const oldestRedis = [6, 2] as const;

/** Whether the queue answers, keeps what it is given, and knows of the repeated jobs. */
export async function checkQueue(database: Database, config: Config): Promise<Finding[]> {
  const found = createFindings('queue');
  const { REDIS_URL: url } = config;
  try {
    if (url !== undefined) {
      const judged = judgeRedis(await readRedisFacts(url));
      if (judged.some(({ level }) => level === 'fail')) return judged;
      found.list.push(...judged);
    } else if (!(await hasQueueTables(database.pool))) {
      found.ok('kept in PostgreSQL; its tables are made at the next start');
      return found.list;
    }
    const backend =
      url === undefined
        ? ({ kind: 'postgres', connection: database.connection } as const)
        : ({ kind: 'redis', url } as const);
    const missing = await findMissingSchedulers(backend, jobContracts);
    if (missing.length === 0) found.ok('it answers, and every repeated job is there');
    else
      found.warn(
        `repeated jobs are missing: ${missing.join(', ')}`,
        'a running program puts them back within a minute',
      );
  } catch (error) {
    found.fail(
      `${url === undefined ? 'the queue in PostgreSQL' : 'Redis'} does not answer (${errorCode(error)})`,
      url === undefined ? 'look in the log' : 'start Redis, or correct REDIS_URL; reminders wait until then',
    );
  }
  return found.list;
}

/** Pure. */
export function judgeRedis({ version, evictionPolicy }: RedisFacts): Finding[] {
  const found = createFindings('queue');
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (version !== null && (major < oldestRedis[0] || (major === oldestRedis[0] && minor < oldestRedis[1]))) {
    found.fail(`Redis ${version} is too old`, `install ${oldestRedis.join('.')} or newer`);
  }
  if (evictionPolicy !== null && evictionPolicy !== 'noeviction') {
    found.fail(
      `Redis throws jobs away when its memory is full (maxmemory-policy ${evictionPolicy})`,
      'CONFIG SET maxmemory-policy noeviction, and write it in redis.conf',
    );
  }
  if (found.list.length === 0) found.ok(`Redis ${version ?? 'of unknown version'} keeps what it is given`);
  return found.list;
}
