// The booking statement through node-postgres and nothing else, prepared: stands in where pgbench is not installed.
import { createInterface } from 'node:readline';
import { Pool } from 'pg';

const { DATABASE_URL } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 16 });
const membersOfUnit = 50;

for await (const line of createInterface({ input: process.stdin })) {
  const [units, atOnce, seconds, run] = line.split(' ');
  let booked = 0;
  let turn = 0;
  const begun = performance.now();
  const until = begun + Number(seconds) * 1000;
  const bookOn = async () => {
    while (performance.now() < until) {
      turn += 1;
      const unitId = 1 + (turn % Number(units));
      const memberId = 1 + (unitId - 1) * membersOfUnit + Math.floor(Math.random() * membersOfUnit);
      const entry = { unitId, memberId, item: 'attended', schemeVersion: 1, raw: 3, counted: 3, year: 2026 };
      const rest = { eventAt: '2026-11-24T010000Z', naturalKey: `${run}:${turn}`, reason: '到场', inboxId: 7 };
      const values = [JSON.stringify([{ ...entry, ...rest }])];
      const text = 'SELECT key, booked, points FROM book_points($1::jsonb)';
      const { rows } = await pool.query({ name: 'book', text, values });
      if (rows[0].booked) booked += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, bookOn));
  process.stdout.write(`${booked / ((performance.now() - begun) / 1000)}\n`);
}
await pool.end();
