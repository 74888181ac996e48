import { execFile } from 'node:child_process';
import { systemCode } from './storage-error.ts';
import type { Account } from './postgres-account.ts';

/** How a program ended. `output` is what it wrote, both channels. */
export interface ProgramResult {
  readonly code: number;
  readonly output: string;
}

export interface ProgramOptions {
  /** The account to run under; undefined = ours. */
  readonly account: Account | undefined;
  readonly cwd?: string;
}

// Our own settings hold secrets and PG* variables would redirect the programs, so they get neither.
const environment = { LC_ALL: 'C', TZ: 'UTC', ...(process.platform === 'win32' ? { SystemRoot: 'C:\\Windows' } : {}) };

/**
 * Runs a program to its end. A refusal by the program is a result; one by the system is thrown.
 * @throws the system's error (ENOENT, EACCES: not there or not ours to run; EPERM: may not change account)
 */
export function runProgram(
  file: string,
  args: readonly string[],
  { account, cwd }: ProgramOptions,
): Promise<ProgramResult> {
  const identity = account ? { uid: account.uid, gid: account.gid } : {};
  return new Promise((resolve, reject) => {
    const options = { ...identity, cwd: cwd ?? '/', env: environment, encoding: 'utf8' as const };
    execFile(file, [...args], options, (error, stdout, stderr) => {
      const output = stdout + stderr;
      if (!error) resolve({ code: 0, output });
      else if (systemCode(error) !== undefined) reject(error);
      else resolve({ code: typeof error.code === 'number' ? error.code : 1, output: output || error.message });
    });
  });
}

/** True when the account may enter the folder and, if given, run the program. */
export async function canReach(account: Account, folder: string, program?: string): Promise<boolean> {
  const script = program === undefined ? 'cd -- "$1"' : 'cd -- "$1" && exec "$2" --version';
  const args = program === undefined ? [folder] : [folder, program];
  return (await runProgram('/bin/sh', ['-c', script, 'sh', ...args], { account })).code === 0;
}
