import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Memory {
  processes: number;
  /** MiB in memory, shared pages counted for each process anew. */
  rss: number;
  /** MiB in memory, shared pages divided among those who share them. */
  pss: number;
}

const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // The process has ended meanwhile.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  }
};

/** The process and everything below it. Linux only. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const stat = read(`/proc/${name}/stat`);
    const parent = stat === null ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

/** The child of this process whose command line contains the words. */
export function childRunning(words: string): number {
  const found = familyOf(process.pid).find((pid) =>
    read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').includes(words),
  );
  if (found === undefined) throw new Error(`no child runs ${words}`);
  return found;
}

export function memoryOf(pids: readonly number[]): Memory {
  const sheets = pids.flatMap((pid) => read(`/proc/${pid}/smaps_rollup`) ?? []);
  const sum = (name: string) =>
    sheets.reduce((total, sheet) => total + Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(sheet)?.[1] ?? 0), 0) /
    1024;
  return { processes: sheets.length, rss: sum('Rss'), pss: sum('Pss') };
}

/** The main process of the built-in PostgreSQL of a DATA_DIR that /proc shows by its data folder. */
export function postgresOf(dataDir: string): number {
  const name = path.basename(dataDir);
  for (const pid of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const words = read(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
    const isPostgres = path.basename(words[0] ?? '') === 'postgres';
    if (isPostgres && words.some((word) => word.includes(name))) return Number(pid);
  }
  throw new Error('the built-in PostgreSQL was not found');
}
