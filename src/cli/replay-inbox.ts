import { parseArgs } from 'node:util';
import { parsePost, platform as webPlatform } from '../../adapters/web/parse-post.ts';
import { createParser } from '../../adapters/telegram/parse-update.ts';
import { recordAudit } from '../chat/audit.store.ts';
import { listSetAside, retrySetAside, type SetAsideFact } from '../chat/inbox/set-aside.store.ts';
import { parseConfig } from '../config.ts';
import { AppError } from '../lib/errors.ts';
import { shorten } from '../lib/text.ts';
import { inTransaction, type Database } from '../storage/index.ts';
import { withDatabase } from './open-storage.ts';
import type { Tool, ToolIo } from './tool.ts';

const usage = `replay-inbox                     list the messages that failed three times and were set aside
replay-inbox --id 12 [--id 13]   put these back in the queue
replay-inbox --all               put all of them back
  --unit KEY    only those of one unit
  --words       also show what was said; without it no member's words are printed
Safe while the bot runs, and when repeated: what is no longer set aside is left alone.`;

interface Asked {
  ids: readonly bigint[];
  all: boolean;
  unit: string | null;
  words: boolean;
}

function readAsked(argv: string[]): Asked | null {
  const { values } = parseArgs({
    args: argv,
    options: {
      id: { type: 'string', multiple: true },
      all: { type: 'boolean' },
      unit: { type: 'string' },
      words: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const { id = [], all = false, unit = null, words = false, help = false } = values;
  if (help || (all && id.length > 0) || !id.every((one) => /^\d{1,18}$/.test(one))) return null;
  return { ids: id.map(BigInt), all, unit, words };
}

/** `tongxin replay-inbox`: for operators, once the cause of a failure is gone. */
export const replayInboxTool: Tool = {
  name: 'replay-inbox',
  summary: 'shows what failed three times and was set aside; --id or --all tries it again',
  async run(argv, io) {
    try {
      const asked = readAsked(argv);
      if (!asked) {
        io.err(usage);
        return 2;
      }
      return await withDatabase(parseConfig(io.env), io, (database) => replay(asked, database, io));
    } catch (error) {
      if (!(error instanceof AppError) && !(error instanceof TypeError)) throw error;
      io.err(error.message);
      return 1;
    }
  },
};

async function replay(asked: Asked, database: Database, io: ToolIo): Promise<number> {
  const found = await listSetAside(database.pool, asked.unit);
  const changing = asked.all || asked.ids.length > 0;
  if (!changing) {
    for (const row of found) io.out(lineOf(row, asked.words));
    io.out(found.length === 0 ? 'Nothing is set aside.' : `${found.length} set aside. Try again with --id or --all.`);
    return 0;
  }
  const wanted = asked.all ? found.map(({ id }) => id) : asked.ids.filter((id) => found.some((row) => row.id === id));
  const done = await inTransaction(database, async (tx) => {
    const ids = await retrySetAside(tx, wanted);
    for (const id of ids) {
      await recordAudit(tx, { unitId: null, memberId: null, action: 'inbox.retried', subject: `inbox:${id}` });
    }
    return ids;
  });
  for (const id of asked.ids.filter((one) => !done.includes(one))) io.out(`${id}: is not set aside; left as it is`);
  io.out(`${done.length} back in the queue; a running bot takes them within a second or so.`);
  return 0;
}

/** Ids, times and codes; members' words only when asked for. */
function lineOf(row: SetAsideFact, words: boolean): string {
  const facts = [
    `${row.id}`,
    row.platform,
    row.unit ?? 'no unit',
    row.receivedAt.toISOString(),
    `failed with ${row.error ?? 'no code'}`,
  ];
  return words ? `${facts.join('  ')}  ${JSON.stringify(shorten(wordsOf(row), 80))}` : facts.join('  ');
}

/** Who wrote is no matter here, so the bot's own name is not needed to read an update. */
const readers: Readonly<Record<string, ReturnType<typeof createParser>>> = {
  [webPlatform]: parsePost,
  // Of a press it shows that it was one; what was pressed is the bot's to verify.
  telegram: createParser(
    () => ({ botId: 0, username: '' }),
    () => '',
  ),
};

/** Further bots of Telegram are platforms of their own, such as telegram-123456; their updates read the same. */
const readerOf = (platform: string) => readers[platform.replace(/^telegram-\d+$/, 'telegram')];

const wordsOf = ({ platform, payload }: SetAsideFact) => readerOf(platform)?.(payload)?.text ?? '';
