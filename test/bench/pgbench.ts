import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseDatabaseUrl } from '../../src/storage/index.ts';

/** PostgreSQL's own load program; null where it is not installed. */
export function findPgbench(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, 'pgbench')).find((file) => existsSync(file)) ?? null;
}

export interface PgbenchRun {
  program: string;
  url: string;
  /** In pgbench's own language, one transaction. */
  script: string;
  atOnce: number;
  /** Whole seconds. */
  seconds: number;
}

/** Runs the script over and over with prepared statements. @returns transactions per second */
export async function runPgbench({ program, url, script, atOnce, seconds }: PgbenchRun): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tongxin-pgbench-'));
  const file = path.join(folder, 'script.sql');
  writeFileSync(file, script);
  const { host, port, user, database, password } = parseDatabaseUrl(url);
  const args = ['-n', '-M', 'prepared', '-c', String(atOnce), '-T', String(seconds), '-f', file];
  const place = ['-h', host, '-p', String(port), '-U', user, database];
  try {
    const said = await outputOf(program, [...args, ...place], password === undefined ? {} : { PGPASSWORD: password });
    const rate = [...said.matchAll(/^tps = ([\d.]+)/gm)].at(-1)?.[1];
    if (rate === undefined) throw new Error(`pgbench gave no figure: ${said}`);
    return Number(rate);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function outputOf(program: string, args: readonly string[], environment: Record<string, string>) {
  const child = spawn(program, args, { env: { PATH: process.env['PATH'] ?? '', ...environment } });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`pgbench ended with ${code}: ${said}`);
  return said;
}
