import { randomUUID } from 'node:crypto';
import { open, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../config.ts';
import { errorCode } from '../../lib/errors.ts';
import { createFindings, type Finding } from './finding.ts';

const oldestNode = [20, 19] as const;
const mebibyte = 1024 * 1024;
/** PostgreSQL stops the whole server when it cannot write its log. */
const leastFree = 200 * mebibyte;
const littleFree = 1024 * mebibyte;

/** Node, time zones and the disk under DATA_DIR. */
export async function checkMachine(config: Config): Promise<Finding[]> {
  return [...checkNode(process.versions.node, config), ...(await checkDisk(config.DATA_DIR))];
}

export function checkNode(version: string, config: Pick<Config, 'TIMEZONE'>): Finding[] {
  const found = createFindings('machine');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    found.fail(`Node.js ${version} is too old`, `install ${oldestNode.join('.')} or newer`);
  } else found.ok(`Node.js ${version}`);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  found.ok(`days are reckoned in ${config.TIMEZONE}, whatever this machine's own zone is (${own})`);
  if (!new Intl.DateTimeFormat('zh-CN', { month: 'long' }).format(new Date(0)).includes('月')) {
    found.fail('this Node.js knows no Chinese dates (built without ICU)', 'install Node.js from nodejs.org');
  }
  return found.list;
}

/** The folder itself, room on its disk, and whether a file can be written there and made safe. */
export async function checkDisk(folder: string): Promise<Finding[]> {
  const found = createFindings('disk');
  const place = path.resolve(folder);
  const facts = await stat(place).catch((error: unknown) => errorCode(error));
  if (facts === 'ENOENT') {
    found.warn(`DATA_DIR ${place} is not there yet`, 'it is made at the first start');
    return found.list;
  }
  if (typeof facts === 'string') {
    found.fail(`DATA_DIR ${place} cannot be looked at (${facts})`, 'give this account the right to enter it');
    return found.list;
  }
  if (!facts.isDirectory()) {
    found.fail(`DATA_DIR ${place} is no folder`, 'name a folder in DATA_DIR');
    return found.list;
  }
  const uid = process.getuid?.();
  if (uid !== undefined && facts.uid !== uid && uid !== 0) {
    found.warn(`DATA_DIR ${place} belongs to account ${facts.uid}, not to ${uid}`, 'chown it, or run as its owner');
  }
  if ((facts.mode & 0o066) !== 0) {
    found.warn(`others may read or write in DATA_DIR ${place}`, `chmod go-rw ${place}`);
  }
  const written = await writeTest(place);
  if (written !== null) found.fail(`no file can be written in DATA_DIR ${place} (${written})`, cureOf(written));
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const says = `${Math.round(free / mebibyte)} MiB free for DATA_DIR ${place}`;
  if (free < leastFree) found.fail(says, 'free some space now: the database stops when it cannot write');
  else if (free < littleFree) found.warn(says, 'free some space soon');
  else if (written === null) found.ok(says);
  return found.list;
}

const cureOf = (code: string) =>
  code === 'ENOSPC' || code === 'EDQUOT' ? 'free some space' : 'mount it writable and give it to this account';

/** @returns null, or the code of what went wrong */
async function writeTest(folder: string): Promise<string | null> {
  const place = path.join(folder, `.doctor-${randomUUID()}`);
  try {
    const file = await open(place, 'wx', 0o600);
    try {
      await file.writeFile(Buffer.alloc(4096, 1));
      await file.sync();
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    return errorCode(error);
  } finally {
    await rm(place, { force: true });
  }
}
