import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/client.ts';

/** Units with a group on the platform. */
export async function unitsOn(tx: Tx, platform: string): Promise<number[]> {
  const rows = await client(tx).$queryRaw<{ unitId: number }[]>`
    SELECT DISTINCT "unitId" FROM "Chat"
    WHERE platform = ${platform} AND kind = 'group' AND "unitId" IS NOT NULL ORDER BY "unitId"`;
  return rows.map(({ unitId }) => unitId);
}

/** Key of the last notice of a matter whose keys begin so; null = there was none. */
export async function lastNoticeKey(tx: Tx, beginning: string): Promise<string | null> {
  const [row] = await client(tx).$queryRaw<{ naturalKey: string }[]>`
    SELECT "naturalKey" FROM "Notice" WHERE starts_with("naturalKey", ${beginning}) ORDER BY id DESC LIMIT 1`;
  return row?.naturalKey ?? null;
}

/** What nobody could be told while it was so need not be told afterwards. */
export async function dropUntold(tx: Tx, beginning: string): Promise<void> {
  await client(tx).$executeRaw`
    UPDATE "Notice" SET "toldAt" = now(), body = '{"text":""}'
    WHERE "toldAt" IS NULL AND starts_with("naturalKey", ${beginning})`;
}
