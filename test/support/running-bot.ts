import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './port.ts';

/** The whole program as a process of its own, as `npm start` runs it (dist/ must be built). */
export interface RunningBot {
  readonly url: string;
  readonly dataDir: string;
  /** Everything written to both streams so far. */
  output(): string;
  start(): Promise<void>;
  /** kill -9, as when the machine takes it away. The embedded database stays behind. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Stops whatever still runs and removes the data. */
  dispose(): Promise<void>;
}

export interface RunningBotOptions {
  environment?: Readonly<Record<string, string>>;
}

/** Resolves when the process says it is ready; throws when it ends before, with what it printed. */
async function untilReady(child: ChildProcess, url: string, output: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the bot ended with ${child.exitCode}:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the bot was not ready in 30 s:\n${output()}`);
}

export async function createRunningBot(options: RunningBotOptions = {}): Promise<RunningBot> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tongxin-bot-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let printed = '';

  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    return child.exitCode;
  };

  return {
    url,
    dataDir,
    output: () => printed,
    async start() {
      const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.environment };
      child = spawn(process.execPath, ['dist/src/main.js'], {
        env: { ...environment, DATA_DIR: dataDir, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      await untilReady(child, url, () => printed);
    },
    async kill() {
      await ended('SIGKILL');
    },
    stop: () => ended('SIGTERM'),
    async dispose() {
      // A clean start and stop also ends a database that a killed process left behind.
      await ended('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
