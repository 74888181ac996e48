import { readFileSync } from 'node:fs';
import os from 'node:os';
import { z } from 'zod';
import type { Pool } from 'pg';

/** More than this many processes at work on average make figures meaningless. */
export const mostLoad = 1;

export interface Machine {
  node: string;
  system: string;
  processor: string;
  cores: number;
  memoryGiB: number;
  /** Average of the last minute, before the bench began. */
  load: number;
  versions: Readonly<Record<string, string>>;
}

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });
const shown = ['fastify', 'pg', '@prisma/client', 'bullmq', 'telegraf'];

export function readMachine(): Machine {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  return {
    node: process.version,
    system: `${os.type()} ${os.release()}`,
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    load: os.loadavg()[0] ?? 0,
    versions: Object.fromEntries(
      shown.map((name) => [name, packages[`node_modules/${name}`]?.version ?? 'not installed']),
    ),
  };
}

/** Version and durability of the PostgreSQL that both contenders write to. */
export async function describeServer(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ words: string }>(
    `SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync') ||
       ', synchronous_commit ' || current_setting('synchronous_commit') AS words`,
  );
  return rows[0]?.words ?? '';
}

export function describeMachine({ node, system, processor, cores, memoryGiB, load, versions }: Machine): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Node ${node}, ${system}, ${processor}, ${cores} cores, ${memoryGiB} GiB, load ${load.toFixed(2)}`,
    packages.join(', '),
  ].join('\n');
}
