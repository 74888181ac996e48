import { parseArgs } from 'node:util';
import { parseConfig, secretsOf, type Config } from '../../config.ts';
import { AppError } from '../../lib/errors.ts';
import { lookIntoDatabase } from '../../storage/index.ts';
import { storageOf } from '../open-storage.ts';
import type { Tool, ToolIo } from '../tool.ts';
import { promiseIds, promises } from './finding.ts';
import { verifyPromises, type Evidence, type Verdict } from './verify-promises.ts';

const usage = `verify [--acks FILE] [--deliveries FILE] [--logs FILE …] [--json]    check what was promised, by looking
  --acks        history of a client: JSON lines { type, op, key }, see src/cli/verify/acks.store.ts
  --deliveries  what a platform took: JSON lines { platform, chat, messageId }
  --logs        log files that must hold no secret and no member’s words; may be given more than once`;

/** Most breaches of one promise that are told one by one. */
const mostTold = 20;

/** `tongxin verify`: does the database keep what the bot promised? For operators and for the fault tests. */
export const verifyTool = {
  name: 'verify',
  summary: 'checks that nothing was lost, doubled or stuck; exit code 1 when something was',
  async run(argv: string[], io: ToolIo): Promise<number> {
    try {
      const { values } = parseArgs({
        args: argv,
        options: {
          acks: { type: 'string' },
          deliveries: { type: 'string' },
          logs: { type: 'string', multiple: true },
          json: { type: 'boolean' },
          help: { type: 'boolean' },
        },
      });
      if (values.help) {
        io.out(usage);
        return 0;
      }
      const { acks, deliveries, logs = [], json = false } = values;
      const verdict = await look(parseConfig(io.env), io, { acks, deliveries, logs });
      for (const line of json ? [JSON.stringify(verdict)] : describeVerdict(verdict)) io.out(line);
      return verdict.findings.length === 0 ? 0 : 1;
    } catch (error) {
      if (!(error instanceof AppError) && !(error instanceof TypeError)) throw error;
      io.err(error.message);
      return 2;
    }
  },
} satisfies Tool;

function look(config: Config, io: ToolIo, evidence: Evidence): Promise<Verdict> {
  return lookIntoDatabase(storageOf(config, io), (pool) =>
    verifyPromises(pool, { ...evidence, secrets: secretsOf(config) }),
  );
}

/** One line for each promise, and each breach beneath it. */
export function describeVerdict({ findings, checked, figures }: Verdict): string[] {
  const lines = promiseIds.flatMap((promise) => {
    const found = findings.filter((finding) => finding.promise === promise);
    const word = found.length > 0 ? `BROKEN (${found.length})` : checked.includes(promise) ? 'kept' : 'not checked';
    const told = found.slice(0, mostTold).map(({ what }) => `    ${what}`);
    const more = found.length > mostTold ? [`    and ${found.length - mostTold} more`] : [];
    return [`${promise}  ${promises[promise]}: ${word}`, ...told, ...more];
  });
  return [
    ...lines,
    Object.entries(figures)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
  ];
}
