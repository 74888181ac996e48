import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { packageRoot } from '../../src/storage/package-root.ts';

/** A process of its own that has opened a database, for what only a process can show: being killed, being another user. */
export interface DatabaseProcess {
  readonly pid: number;
  readonly opened: Opened;
  /** Resolves with the row's id once it is committed. */
  write(subject: string): Promise<string>;
  close(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
}

/** What the process found. */
export interface Opened {
  readonly uid: number;
  readonly host: string;
  readonly openMs: number;
  readonly rssMb: number;
  readonly log: readonly string[];
  /** Subjects of the rows there were. */
  readonly subjects: readonly string[];
}

type Reply = { opened: Opened } | { wrote: string } | { failed: { code: string; message: string } };

export interface ProcessOptions {
  readonly dataDir: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** @throws an Error with the StorageError's `code` when the database does not open */
export async function startDatabaseProcess({ dataDir, uid, gid }: ProcessOptions): Promise<DatabaseProcess> {
  const program = path.join(packageRoot(), 'test', 'support', 'open-database.ts');
  const child = fork(program, [dataDir], {
    cwd: packageRoot(),
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], HOME: dataDir, TMPDIR: process.env['TMPDIR'] },
    ...(uid === undefined ? {} : { uid, gid }),
  });
  const reply = await nextReply(child);
  if (!('opened' in reply)) throw new Error('not opened');
  return {
    pid: child.pid ?? 0,
    opened: reply.opened,
    async write(subject) {
      child.send({ write: subject });
      const answer = await nextReply(child);
      return 'wrote' in answer ? answer.wrote : '';
    },
    async close() {
      const exit = once(child, 'exit');
      child.send({ close: true });
      await exit;
    },
    async kill() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

async function nextReply(child: ChildProcess): Promise<Reply> {
  const reply = await new Promise<Reply>((resolve, reject) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other side is open-database.ts
    child.once('message', (message) => resolve(message as Reply));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the process ended with ${code ?? signal}`)));
  });
  child.removeAllListeners('exit');
  if ('failed' in reply) throw Object.assign(new Error(reply.failed.message), { code: reply.failed.code });
  return reply;
}
