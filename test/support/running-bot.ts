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
  /** Of the process at this moment; null when none runs. */
  readonly pid: number | null;
  /** Everything written to both streams so far. */
  output(): string;
  start(): Promise<void>;
  /** kill -9, as when the machine takes it away. The embedded database stays behind. */
  kill(): Promise<void>;
  /** Any other signal, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Stops whatever still runs and removes the data. */
  dispose(): Promise<void>;
}

export interface RunningBotOptions {
  environment?: Readonly<Record<string, string>>;
  /** Default all. */
  role?: 'all' | 'bot' | 'worker' | 'web';
  /** Default a free one. */
  port?: number;
  /** Options of Node itself. */
  nodeOptions?: readonly string[];
  /** Shared with other processes; then it is not removed at the end. Default an own one. */
  dataDir?: string;
  /** Told whatever is written, as it comes. */
  onOutput?: (text: string) => void;
  /** Tries of 50 ms until it must be ready. Default 600. */
  patience?: number;
}

/** Resolves when the process says it is ready; throws when it ends before, with what it printed. */
async function untilReady(child: ChildProcess, url: string, patience: number, output: () => string): Promise<void> {
  for (let tries = 0; tries < patience; tries += 1) {
    const end = child.exitCode ?? child.signalCode;
    if (end !== null) throw new Error(`the bot ended with ${end}:\n${output()}`);
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the bot was not ready in ${(patience * 50) / 1000} s:\n${output()}`);
}

export async function createRunningBot(options: RunningBotOptions = {}): Promise<RunningBot> {
  const { role = 'all', nodeOptions = [], patience = 600, onOutput } = options;
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'tongxin-bot-')));
  const port = options.port ?? (await freePort());
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

  const print = (chunk: Buffer) => {
    printed += chunk.toString();
    onOutput?.(chunk.toString());
  };

  return {
    url,
    dataDir,
    get pid() {
      return child && child.exitCode === null && child.signalCode === null ? (child.pid ?? null) : null;
    },
    output: () => printed,
    async start() {
      const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.environment };
      child = spawn(process.execPath, [...nodeOptions, 'dist/src/main.js', role], {
        env: { ...environment, DATA_DIR: dataDir, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout?.on('data', print);
      child.stderr?.on('data', print);
      await untilReady(child, url, patience, () => printed);
    },
    async kill() {
      await ended('SIGKILL');
    },
    signal: (signal) => void child?.kill(signal),
    stop: () => ended('SIGTERM'),
    async dispose() {
      child?.kill('SIGCONT');
      // A clean start and stop also ends a database that a killed process left behind.
      await ended('SIGTERM');
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
