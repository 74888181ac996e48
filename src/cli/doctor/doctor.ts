import { parseArgs } from 'node:util';
import { findMisspelt, parseConfig, type Config } from '../../config.ts';
import { systemClock } from '../../lib/clock.ts';
import { AppError, errorCode } from '../../lib/errors.ts';
import type { Tool, ToolIo } from '../tool.ts';
import { checkDatabase } from './check-database.ts';
import { checkMachine } from './check-machine.ts';
import { checkModel } from './check-model.ts';
import { checkTelegram } from './check-telegram.ts';
import { createFindings, type Finding } from './finding.ts';

const usage = `doctor [--json]    looks at settings, machine, disk, database, ledger, queue, platforms, model and waiting work
  Changes nothing, and may be run while the bot works. Ends with 0 unless something failed.`;

/** `tongxin doctor`. */
export const doctorTool: Tool = {
  name: 'doctor',
  summary: 'looks at everything the bot needs and says what is wrong and what to do',
  async run(argv, io) {
    try {
      const { values } = parseArgs({ args: argv, options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
      if (values.help) {
        io.err(usage);
        return 2;
      }
      const findings = await examine(io);
      const ok = findings.every(({ level }) => level !== 'fail');
      if (values.json) io.out(JSON.stringify({ ok, findings }, null, 2));
      else print(findings, io);
      return ok ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      io.err(`${error.message}\n${usage}`);
      return 2;
    }
  },
};

/** Without sound settings nothing else can be looked at. */
async function examine(io: ToolIo): Promise<Finding[]> {
  const settings = createFindings('settings');
  for (const [name, meant] of findMisspelt(io.env)) {
    settings.warn(`nobody reads ${name}`, `did you mean ${meant}?`);
  }
  const config = readConfig(io.env, settings);
  if (!config) return settings.list;
  const looks: readonly (readonly [string, () => Promise<Finding[]>])[] = [
    ['machine', () => checkMachine(config)],
    ['database', () => checkDatabase(config, io)],
    ['telegram', () => checkTelegram(config, systemClock.now())],
    ['model', () => checkModel(config)],
  ];
  const found = await Promise.all(looks.map(([area, look]) => look().catch((error: unknown) => [failed(area, error)])));
  return [...settings.list, ...found.flat()];
}

function readConfig(env: NodeJS.ProcessEnv, settings: ReturnType<typeof createFindings>): Config | null {
  try {
    const config = parseConfig(env);
    settings.ok('every setting can be read');
    return config;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    for (const line of error.message.split('\n').slice(1)) {
      settings.fail(line.replace(/^\s*- /, ''), 'mend it in the environment or .env');
    }
    return null;
  }
}

/** Our own errors bring their cure with them. */
function failed(area: string, error: unknown): Finding {
  if (error instanceof AppError) return { area, level: 'fail', says: error.message };
  return { area, level: 'fail', says: `could not be looked at (${errorCode(error)})`, cure: 'look in the log' };
}

function print(findings: readonly Finding[], io: ToolIo): void {
  for (const { area, level, says, cure } of findings) {
    io.out(`${level.padEnd(5)} ${area.padEnd(9)} ${says}${cure === undefined ? '' : `\n${' '.repeat(16)}-> ${cure}`}`);
  }
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  io.out(`${count('fail')} failed, ${count('warn')} to look at, ${count('ok')} in order.`);
}
