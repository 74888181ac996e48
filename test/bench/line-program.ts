import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program in a process of its own that answers each line with a figure. */
export interface LineProgram {
  ask(line: string): Promise<number>;
  stop(): Promise<void>;
}

export function openLineProgram(args: readonly string[], environment: Readonly<Record<string, string>>): LineProgram {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error(`${args.join(' ')} ended too early`);
      return Number(answer.value);
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
