import { createInterface } from 'node:readline';
import { award } from '../../src/features/points/index.ts';
import { bookingStatement, toBookings } from '../../src/features/points/points.store.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { inTransaction, openDatabase } from '../../src/storage/index.ts';

/**
 * Our contender as a process of its own. For each line `<way> <units> <at once> <seconds> <run>` it books in a closed
 * loop and prints how many bookings were made per second. Ways: `statement` is the store's statement as a transaction
 * of its own, prepared; `award` is the use case in a transaction as every message has one.
 */
const database = await openDatabase({ databaseUrl: process.env['DATABASE_URL'], dataDir: '', log: silentLogger });
const membersOfUnit = 50;
const eventAt = new Date();

const gift = (units: number, run: string, turn: number) => {
  const unitId = 1 + (turn % units);
  const memberId = 1 + (unitId - 1) * membersOfUnit + Math.floor(Math.random() * membersOfUnit);
  return { unitId, memberId, item: 'attended' as const, eventAt, naturalKey: `${run}:${turn}`, reason: '到场' };
};
type Gift = ReturnType<typeof gift>;

const ways: Readonly<Record<string, (gift: Gift) => Promise<boolean | undefined>>> = {
  async statement(one) {
    const entry = { ...one, schemeVersion: 1, raw: 3, counted: 3, year: 2026, inboxId: 7n, authorId: null };
    const question = { name: 'book', text: bookingStatement, values: [toBookings([entry])] };
    const { rows } = await database.pool.query<{ booked: boolean }>(question);
    return rows[0]?.booked;
  },
  async award(one) {
    const { awarded } = await inTransaction(database, (tx) =>
      award(tx, { ...one, zone: 'Asia/Shanghai', inboxId: 7n }),
    );
    return awarded;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [way = '', units, atOnce, seconds, run = ''] = line.split(' ');
  const book = ways[way];
  if (!book) break;
  let booked = 0;
  let turn = 0;
  const begun = performance.now();
  const until = begun + Number(seconds) * 1000;
  const bookOn = async () => {
    while (performance.now() < until) {
      turn += 1;
      if (await book(gift(Number(units), `${way}-${run}`, turn))) booked += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, bookOn));
  process.stdout.write(`${booked / ((performance.now() - begun) / 1000)}\n`);
}
await database.close();
