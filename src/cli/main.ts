import { parseConfig, secretsOf } from '../config.ts';
import { AppError } from '../lib/errors.ts';
import { createMask } from '../lib/mask-secrets.ts';
import { backupTool } from './backup/backup.ts';
import { doctorTool } from './doctor/doctor.ts';
import { migrateTool } from './migrate.ts';
import { newMigrationTool } from './new-migration.ts';
import { renderPromptTool } from './render-prompt.ts';
import { replayInboxTool } from './replay-inbox.ts';
import { replayTool } from './replay/replay.ts';
import { restoreTool } from './backup/restore.ts';
import type { Tool } from './tool.ts';
import { verifyTool } from './verify/verify.ts';

const tools: readonly Tool[] = [
  replayTool,
  doctorTool,
  replayInboxTool,
  backupTool,
  restoreTool,
  migrateTool,
  newMigrationTool,
  renderPromptTool,
  verifyTool,
];

const usage = () =>
  ['npm run -s cli -- <tool> …', ...tools.map((tool) => `  ${tool.name.padEnd(16)}${tool.summary}`)].join('\n');

/** Secrets by value; none while the settings cannot be read, whose faults repeat no values. */
function knownSecrets(): string[] {
  try {
    return secretsOf(parseConfig(process.env));
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

async function main([name, ...rest]: readonly string[]): Promise<number> {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool) {
    process.stderr.write(`${usage()}\n`);
    return name === undefined || name === 'help' ? 0 : 2;
  }
  const hide = createMask(knownSecrets());
  const io = {
    out: (line: string) => void process.stdout.write(`${line}\n`),
    err: (line: string) => void process.stderr.write(`${hide(line)}\n`),
    env: process.env,
  };
  try {
    return await tool.run(rest, io);
  } catch (error) {
    io.err(error instanceof AppError ? error.message : String(error));
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
