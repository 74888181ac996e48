import { createInterface } from 'node:readline';
import { draftProposalPrompt } from '../../prompts/draft-proposal/prompt.ts';
import { createCallLedger } from '../../src/features/proposals/llm-call.store.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createOpenAiGateway } from '../../src/llm/openai-gateway.ts';
import { inTransaction, openDatabase } from '../../src/storage/index.ts';
import { benchPrompt } from './bench-prompt.ts';
import { percentile } from './figures.ts';

/**
 * Our contender as a process of its own: `run N` makes N calls through the gateway, each with its two rows in the ledger
 * of calls, `at P` tells that share of their milliseconds.
 */
const database = await openDatabase({ databaseUrl: process.env['DATABASE_URL'], dataDir: '', log: silentLogger });
const gateway = createOpenAiGateway({
  apiKey: 'bench',
  baseUrl: process.env['MODEL_URL'],
  model: 'bench',
  clock: systemClock,
  log: silentLogger,
});
const { rows } = await database.pool.query<{ id: number }>('SELECT id FROM "Draft" LIMIT 1');
const ledger = createCallLedger(rows[0]?.id ?? 0, Number.MAX_SAFE_INTEGER, (work) => inTransaction(database, work));
const { signal } = new AbortController();
let last: number[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [word, figure] = line.split(' ');
  if (word === 'run') {
    last = [];
    for (let count = 0; count < Number(figure); count += 1) {
      const begun = performance.now();
      await gateway.complete(benchPrompt, draftProposalPrompt.answer, { signal, ledger });
      last.push(performance.now() - begun);
    }
    last.sort((a, b) => a - b);
    await database.pool.query('DELETE FROM "LlmCall"');
  }
  process.stdout.write(`${percentile(last, word === 'run' ? 0.5 : Number(figure))}\n`);
}
await database.close();
