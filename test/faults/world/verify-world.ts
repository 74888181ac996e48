import type { Client } from 'pg';
import { z } from 'zod';
import type { Delivery, FakeTelegram } from './fake-telegram.ts';

/** What may never be true of the tables, as statements that find the offenders; see the invariants I1 to I7. */
const never: Record<string, string> = {
  'a submission twice for one message': `SELECT "inboxId" FROM "Submission" GROUP BY 1 HAVING count(*) > 1`,
  'a gap or a double in the numbers': `SELECT u.id FROM "Unit" u WHERE u."submissionCount" <> (SELECT count(*) FROM "Submission" s WHERE s."unitId" = u.id)`,
  'points twice for one event': `SELECT "naturalKey" FROM "PointEntry" GROUP BY 1 HAVING count(*) > 1`,
  'a submission without its points': `SELECT s.id FROM "Submission" s WHERE NOT EXISTS
    (SELECT FROM "PointEntry" p WHERE p."naturalKey" = 'submission:' || s.id || ':received')`,
  'a reversal that is not the opposite': `SELECT r.id FROM "PointEntry" r JOIN "PointEntry" p ON p.id = r."reversesId"
    WHERE r.counted <> -p.counted OR r."memberId" <> p."memberId"`,
  'a message twice in the room': `SELECT "dedupeKey" FROM "RoomMessage" GROUP BY 1 HAVING count(*) > 1`,
  'a roll entry that is not its last change': `SELECT r.id FROM "RollEntry" r WHERE r.state <> (SELECT c.state FROM "RollChange" c
    WHERE c."rollEntryId" = r.id ORDER BY c.id DESC LIMIT 1)`,
};

/** What may not be true once everything has come to rest. */
const neverAtRest: Record<string, string> = {
  'a room message that was lost': `SELECT id FROM "OutboxMessage" o WHERE platform = 'web' AND state = 'sent' AND kind = 'send'
    AND NOT EXISTS (SELECT FROM "RoomMessage" r WHERE r."dedupeKey" = 'bot:' || o.id)`,
  'a message still on its way': `SELECT id, state FROM "OutboxMessage" WHERE state IN ('claimed', 'sending')
    OR (state = 'due' AND "dueAt" <= now())`,
  'a message given up': `SELECT id, error FROM "OutboxMessage" WHERE state = 'failed'`,
  'an update still to be handled': `SELECT id, attempts, error FROM "InboxMessage" WHERE state = 'pending'`,
  'a web message of unknown fate': `SELECT id FROM "OutboxMessage" WHERE platform = 'web' AND state = 'unknown'`,
  'a draft without its file': `SELECT d.id FROM "Draft" d WHERE d.state = 'ready' AND NOT EXISTS
    (SELECT FROM "Attachment" a WHERE a."draftId" = d.id AND a.sha256 IS NOT NULL)`,
  'a reminder that must arrive and was not repeated': `SELECT o.id FROM "OutboxMessage" o WHERE o.state = 'unknown' AND o."mustArrive"
    AND o.platform = 'telegram' AND NOT EXISTS (SELECT FROM "OutboxMessage" r WHERE r."naturalKey" = 'resend:' || o.id)`,
};

/** `into`: the message as part of which it left. */
const outboxRow = z.object({ id: z.string(), state: z.string(), kind: z.string(), into: z.string() });

async function offenders(admin: Client, statements: Readonly<Record<string, string>>): Promise<string[]> {
  const wrong: string[] = [];
  for (const [what, sql] of Object.entries(statements)) {
    const { rows } = await admin.query(sql);
    if (rows.length > 0) wrong.push(`${what}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return wrong;
}

/** @returns what is wrong at any moment, one line each */
export const faultsAlways = (admin: Client): Promise<string[]> => offenders(admin, never);

/** @returns what is wrong once everything has come to rest, one line each */
export async function faultsOf(admin: Client, telegram: FakeTelegram): Promise<string[]> {
  const atRest = await offenders(admin, neverAtRest);
  return [...(await faultsAlways(admin)), ...atRest, ...(await deliveryFaults(admin, telegram))];
}

/** I4: one delivery for each message with a definite end; of one whose fate is unknown there may be none. */
async function deliveryFaults(admin: Client, telegram: FakeTelegram): Promise<string[]> {
  const { rows } = await admin.query(
    `SELECT id::text, state, kind, coalesce("mergedIntoId", id)::text AS into FROM "OutboxMessage" WHERE platform = 'telegram' ORDER BY id`,
  );
  const known = new Map(
    z
      .array(outboxRow)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
  const arrived = new Map<string, Delivery[]>();
  for (const delivery of telegram.delivered) {
    arrived.set(delivery.key, [...(arrived.get(delivery.key) ?? []), delivery]);
  }
  const wrong: string[] = [];
  for (const [key, deliveries] of arrived) {
    if (!known.has(key)) wrong.push(`a delivery for no message: ${key}`);
    const parts = new Set(deliveries.map(({ text, file }) => `${file ?? ''} ${text}`));
    if (parts.size !== deliveries.length) wrong.push(`message ${key} was delivered ${deliveries.length} times`);
  }
  for (const { id, state, kind, into } of known.values()) {
    if (kind === 'send' && state === 'sent' && !arrived.has(into))
      wrong.push(`message ${id} counts as sent and never arrived`);
  }
  return wrong;
}
