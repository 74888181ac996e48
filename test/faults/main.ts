import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const usage = `npm run test:faults -- [--quick] [--only F8] [--kills N] [--seeds N] [--seed S] [what vitest takes]
  (nothing)   the full form: every fault, 200 kills, 20 seeds; where CI is set, the quick form
  --full      the full form also there
  --quick     the form for every day: the faults that need no long waits, 20 kills, 5 seeds
  --only      one fault by its number (F8), or the tests in one folder or file (kill, simulation, sweep)
  --kills     kill -9 in the kill test
  --seeds     seeds of the simulation
  --seed      the first seed, and that of the kill test; default by the clock, and printed`;

/*
 * What the tests read from their environment:
 *   FAULT_FORM     full | quick
 *   KILLS          kill -9 in the kill test
 *   SEEDS          how many seeds the simulation runs, SEED, SEED + 1, …
 *   SEED           first seed of everything random
 *   FAULT_SUMMARY  file to which tests append JSON lines { kind: "figure" | "not run", what } for the end of the run
 */
const { values, tokens } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  tokens: true,
  options: {
    quick: { type: 'boolean' },
    full: { type: 'boolean' },
    only: { type: 'string' },
    kills: { type: 'string' },
    seeds: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const own = new Set(['quick', 'full', 'only', 'kills', 'seeds', 'seed', 'help']);
const ownPlaces = new Set(
  tokens.flatMap((token) => {
    if (token.kind !== 'option' || !own.has(token.name)) return [];
    return token.inlineValue === false ? [token.index, token.index + 1] : [token.index];
  }),
);
const passedOn = process.argv.slice(2).filter((_, index) => !ownPlaces.has(index));

const count = (given: unknown, byDefault: number) => {
  const number = Number(given ?? byDefault);
  if (!Number.isInteger(number) || number < 0) throw new Error(usage);
  return String(number);
};
const quick = values.quick === true || (process.env['CI'] !== undefined && values.full !== true);
/** These wait for leases, locks or ticks that are minutes long together. */
const leftToFull = 'F3 F4 F6 F7 F12 F17 F18 F22 F25 F26';
const folder = mkdtempSync(path.join(tmpdir(), 'tongxin-fault-run-'));
const summary = path.join(folder, 'summary.jsonl');
const environment = {
  FAULT_FORM: quick ? 'quick' : 'full',
  KILLS: count(values.kills, quick ? 20 : 200),
  SEEDS: count(values.seeds, quick ? 5 : 20),
  SEED: count(values.seed, Date.now() % 1_000_000),
  FAULT_SUMMARY: summary,
};
console.log(
  `faults: ${environment.FAULT_FORM} form, KILLS=${environment.KILLS} SEEDS=${environment.SEEDS} SEED=${environment.SEED}`,
);

const only = typeof values.only === 'string' ? values.only : undefined;
const chosen = only === undefined ? [] : /^F\d+$/.test(only) ? ['-t', `\\b${only}\\b`] : [`test/faults/${only}`];
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.faults.config.ts', ...chosen, ...passedOn],
  { stdio: 'inherit', env: { ...process.env, ...environment } },
);

const told = existsSync(summary)
  ? readFileSync(summary, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line))
  : [];
const isNote = (note: unknown): note is { kind: string; what: string } =>
  typeof note === 'object' && note !== null && 'kind' in note && 'what' in note;
const lines = (kind: string) => told.filter(isNote).filter((note) => note.kind === kind);
for (const { what } of lines('figure')) console.log(`  ${what}`);
for (const { what } of lines('not run')) console.log(`  NOT RUN  ${what}`);
if (quick) console.log(`  left to the full form: ${leftToFull}`);
console.log(`faults: SEED=${environment.SEED}, ${lines('not run').length} not run`);
rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);
