import type { Tool } from '../../src/cli/tool.ts';

/** Runs a command-line tool in this process. @returns its exit code and what it said, a line each */
export async function runTool(tool: Tool, argv: string[], env: NodeJS.ProcessEnv) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await tool.run(argv, { out: (line) => void out.push(line), err: (line) => void err.push(line), env });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
