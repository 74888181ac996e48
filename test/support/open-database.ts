import { errorCode } from '../../src/lib/errors.ts';
import { openDatabase } from '../../src/storage/index.ts';

// The program behind startDatabaseProcess: opens the database in the folder given, and does as it is told by messages.

const log: string[] = [];
const note = (_fields: object, message: string) => void log.push(message);
const reply = (message: object) => process.send?.(message);
const begun = Date.now();

async function serve(dataDir: string): Promise<void> {
  const database = await openDatabase({ dataDir, log: { info: note, warn: note, error: note } });
  const openMs = Date.now() - begun;
  const rows = await database.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } });
  reply({
    opened: {
      uid: process.getuid?.() ?? -1,
      host: database.connection.host,
      openMs,
      rssMb: Math.round(process.memoryUsage().rss / 1e6),
      log,
      subjects: rows.map((row) => row.subject),
    },
  });
  process.on('message', (message: { write?: string }) => {
    const work = async () => {
      if (message.write === undefined) {
        await database.close();
        process.disconnect();
        return;
      }
      const row = await database.prisma.auditEvent.create({ data: { action: 'write', subject: message.write } });
      reply({ wrote: String(row.id) });
    };
    work().catch(fail);
  });
}

function fail(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  reply({ failed: { code: errorCode(error), message: text } });
  process.exitCode = 1;
  process.disconnect();
}

serve(process.argv[2] ?? '').catch(fail);
