import type { Database } from '../storage/index.ts';

/** A member's account under an id of the present login. */
export interface AccountToNote {
  id: number;
  /** Of the member. */
  name: string;
  externalId: string;
  session: string;
  /** What is known to be noted beside it. */
  remark: string | null;
  /** Set once there is a private talk, which mostly means that the person has become a contact. */
  dmConversation: string | null;
}

/** Members' accounts on a platform under ids of its present login; none where ids stay the same for ever. */
export async function listAccountsToNote(pool: Database['pool'], platform: string): Promise<readonly AccountToNote[]> {
  const { rows } = await pool.query<AccountToNote>(
    `SELECT i.id, m.name, i."externalId", i.session, i.remark, i."dmConversation"
     FROM "Identity" i JOIN "Member" m ON m.id = i."memberId" AND m."leftAt" IS NULL
     WHERE i.platform = $1
       AND i.session = (SELECT session FROM "Login" WHERE platform = $1 ORDER BY id DESC LIMIT 1)
     ORDER BY i.id`,
    [platform],
  );
  return rows;
}

/** Keeps what is noted beside the account, unless it has another id by now. */
export async function keepRemark(
  pool: Database['pool'],
  { id, externalId }: Pick<AccountToNote, 'id' | 'externalId'>,
  remark: string,
): Promise<void> {
  await pool.query(
    `UPDATE "Identity" SET remark = $3 WHERE id = $1 AND "externalId" = $2 AND remark IS DISTINCT FROM $3`,
    [id, externalId, remark],
  );
}
