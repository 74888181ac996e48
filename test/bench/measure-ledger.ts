import path from 'node:path';
import { checkLedger } from '../../src/features/points/index.ts';
import type { BenchDatabase } from './bench-server.ts';
import { compare, type Line } from './figures.ts';
import { openLineProgram } from './line-program.ts';
import type { Measure } from './measure.ts';
import { findPgbench, runPgbench } from './pgbench.ts';

const atOnce = 16;
const unitCounts = [16, 1];

const fill = [
  `INSERT INTO "Unit" (key, name) SELECT 'bench-' || n, '单位' || n FROM generate_series(1, 16) n ORDER BY n`,
  `INSERT INTO "Member" (key, "unitId", name) SELECT 'm-' || n, 1 + n / 50, '会员' FROM generate_series(0, 799) n ORDER BY n`,
];

/** The same statement in pgbench's language; a colon before a letter would begin one of its variables. */
const script = (units: number) => `
\\set unit random(1, ${units})
\\set member (:unit - 1) * 50 + random(1, 50)
\\set key random(1, 1000000000000000)
SELECT key, booked, points FROM book_points(format('[{"unitId": %s, "memberId": %s, "item": "attended", "schemeVersion": 1, "raw": 3, "counted": 3, "year": 2026, "eventAt": "2026-11-24T010000Z", "naturalKey": "bench-%s", "reason": "到场", "inboxId": "7", "authorId": null}]', :unit::int, :member::int, :key::bigint)::jsonb);
`;

/** Books in a closed loop for some seconds. @returns bookings per second */
type Contender = (units: number, seconds: number, run: string) => Promise<number>;

function openBare({ url }: BenchDatabase): { name: string; book: Contender; stop(): Promise<void> } {
  const program = findPgbench();
  if (program) {
    const book: Contender = (units, seconds) =>
      runPgbench({ program, url, script: script(units), atOnce, seconds: Math.ceil(seconds) });
    return { name: 'pgbench -M prepared', book, stop: () => Promise.resolve() };
  }
  const child = openLineProgram([path.join(import.meta.dirname, 'bare', 'ledger-booker.mjs')], { DATABASE_URL: url });
  const book: Contender = (units, seconds, run) => child.ask(`${units} ${atOnce} ${seconds} ${run}`);
  return { name: 'node-postgres alone, prepared (pgbench is not installed here)', book, stop: () => child.stop() };
}

async function proveWhole({ pool }: BenchDatabase): Promise<number> {
  const faults = await checkLedger(pool);
  if (faults.length > 0) throw new Error(`the ledger does not hold: ${JSON.stringify(faults[0])}`);
  const { rows } = await pool.query<{ entries: number }>('SELECT count(*)::int AS entries FROM "PointEntry"');
  return rows[0]?.entries ?? 0;
}

/** One booking, one transaction: entry, both accounts and the chain. */
export const measureLedger: Measure = {
  name: 'ledger',
  async run({ server, pace }) {
    const databases = { ours: await server.create('ledger_ours'), bare: await server.create('ledger_bare') };
    for (const { pool } of Object.values(databases)) for (const sql of fill) await pool.query(sql);
    const program = path.join(import.meta.dirname, 'ledger-program.ts');
    const we = openLineProgram(['--import', 'tsx', program], { DATABASE_URL: databases.ours.url });
    const bare = openBare(databases.bare);
    const ask =
      (way: string): Contender =>
      (units, seconds, run) =>
        we.ask(`${way} ${units} ${atOnce} ${seconds} ${run}`);
    const lines: Line[] = [];
    try {
      for (const units of unitCounts) {
        const rates: Record<'ours' | 'use' | 'bare', number[]> = { ours: [], use: [], bare: [] };
        const contenders = [
          { rates: rates.ours, book: ask('statement') },
          { rates: rates.bare, book: bare.book },
          { rates: rates.use, book: ask('award') },
        ];
        for (const { book } of contenders) await book(units, pace.warmUpSeconds, `warm-${units}`);
        for (let round = 0; round < pace.rounds; round += 1) {
          for (const one of round % 2 === 0 ? contenders : contenders.toReversed()) {
            for (const { pool } of Object.values(databases)) await pool.query('CHECKPOINT');
            one.rates.push(await one.book(units, Math.ceil(pace.seconds), `r${round}-${units}`));
          }
        }
        const where = units === 1 ? 'all in one unit' : `in ${units} units`;
        lines.push(
          compare(`c=${atOnce}, ${where}: the statement`, 'bookings/s', rates.ours, rates.bare, { least: 0.7 }),
        );
        lines.push(
          compare(`c=${atOnce}, ${where}: award in a message's transaction`, 'bookings/s', rates.use, rates.bare),
        );
      }
    } finally {
      await Promise.all([we.stop(), bare.stop()]);
    }
    const entries = (await proveWhole(databases.ours)) + (await proveWhole(databases.bare));
    return {
      title: 'Ledger: bookings, each with its entry, both accounts and the chain',
      lines,
      notes: [
        `Bare: ${bare.name}, ${atOnce} connections. Ours: ${atOnce} at once over the program's own pool of connections, as its role.`,
        'The statement is the same for both, one transaction by itself. The use case has begin, statement and commit, through Prisma. In one unit each booking waits for the commit of the one before: the chain has one end.',
        `Afterwards the check of the whole ledger found nothing among ${entries.toLocaleString('en')} entries.`,
      ],
    };
  },
};
