import { createInterface } from 'node:readline';
import { remindDue } from '../../src/features/activities/index.ts';
import { directory } from '../../src/features/members/index.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { databaseNow, inTransaction, openDatabase } from '../../src/storage/index.ts';

/**
 * Our contender as a process of its own: for each line it makes all reminders that are due and prints the
 * milliseconds it took. The database and its rows are there already.
 */
const database = await openDatabase({ databaseUrl: process.env['DATABASE_URL'], dataDir: '', log: silentLogger });
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'go') break;
  const begun = performance.now();
  await remindDue({
    run: (work) => inTransaction(database, work),
    now: await databaseNow(database.pool),
    zone: 'Asia/Shanghai',
    locale: 'zh-CN',
    directory,
    log: silentLogger,
  });
  process.stdout.write(`${performance.now() - begun}\n`);
}
await database.close();
