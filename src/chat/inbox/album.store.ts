import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { InboxRow } from './inbox.store.ts';

/** Another message of the same album, in whatever state. */
export interface AlbumRow {
  id: bigint;
  payload: unknown;
  state: 'pending' | 'done' | 'ignored' | 'waiting' | 'set_aside';
  identityId: number | null;
  /** It failed, and its next try is not due. */
  held: boolean;
  attempts: number;
}

/** All messages of the row's album, the row itself included, in the order they came. */
export async function albumRows(tx: Tx, { conversation, album }: InboxRow): Promise<AlbumRow[]> {
  return client(tx).$queryRaw<AlbumRow[]>`
    SELECT id, payload, state::text AS state, "identityId", "dueAt" > now() AND attempts > 0 AS held, attempts
    FROM "InboxMessage" WHERE conversation = ${conversation} AND album = ${album} ORDER BY id`;
}

/** Due again in two seconds; meanwhile what came after it is handled. */
export async function leaveForLater(tx: Tx, id: bigint): Promise<void> {
  await client(tx).$executeRaw`
    UPDATE "InboxMessage" SET looks = looks + 1, "dueAt" = now() + interval '2 s' WHERE id = ${id}`;
}

/** The part with the words waits for a secretary, or was set aside: so does this one. */
export async function shareFate(tx: Tx, id: bigint, { state, identityId }: AlbumRow): Promise<void> {
  await client(tx).$executeRaw`
    UPDATE "InboxMessage" SET state = ${state}::"InboxState", "identityId" = ${identityId}::int,
      error = CASE WHEN ${state} = 'set_aside' THEN 'album.words_set_aside' END
    WHERE id = ${id}`;
}
