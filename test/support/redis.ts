import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { freePort } from './port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Port of a real Redis on 127.0.0.1, for this test run alone. */
    redisPort: number;
  }
}

/** A Redis for one test run. */
export interface TestRedis {
  readonly port: number;
  stop(): Promise<void>;
}

const findServer = () => {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const program = path.join(folder, 'redis-server');
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
      return program;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return undefined;
};

/** Installs the server where that is possible. RUNLEVEL=1 keeps the package from starting it as a service. */
function installServer(): void {
  if (process.getuid?.() !== 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'redis-server');
}

/** Path of the server's program, installed when it is missing and that is possible. @throws when there is none */
export function findRedisServer(): string {
  const found = findServer();
  if (found !== undefined) return found;
  installServer();
  const installed = findServer();
  if (installed === undefined) {
    throw new Error(
      'These tests need a Redis server. Install it (apt-get install redis-server, brew install redis) and run them again.',
    );
  }
  return installed;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function untilAnswering(server: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with code ${server.exitCode}`);
    if (await answers(port)) return;
    await wait(50);
  }
  throw new Error('redis-server did not answer within 5 s');
}

/** Starts a Redis that loses nothing on a restart and evicts nothing, as our README asks for, on a free port. */
export async function startTestRedis(): Promise<TestRedis> {
  const program = findRedisServer();
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'tongxin-redis-'));
  const settings = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', '', '--dir', folder];
  const server = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', ...settings], { stdio: 'ignore' });
  await untilAnswering(server, port);
  return {
    port,
    async stop() {
      if (server.exitCode === null) {
        server.kill('SIGTERM');
        await once(server, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Vitest's global set-up of the Redis suite. Returns the clean-up. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startTestRedis();
  project.provide('redisPort', redis.port);
  return async () => await redis.stop();
}
