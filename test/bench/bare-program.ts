import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A program of test/bench/bare as a process of its own. */
export interface BareProgram {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

/** Starts it; resolves when it has printed the port it listens on. */
export async function startBare(file: string, environment: Readonly<Record<string, string>>): Promise<BareProgram> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'bare', file)], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [chunk] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`${file} ended before it listened`))),
  ]);
  return {
    pid: child.pid ?? 0,
    port: Number(String(chunk)),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
