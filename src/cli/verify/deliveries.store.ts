import { z } from 'zod';
import { breach, type Finding, type Source } from './finding.ts';

/** One line of what a platform took from the bot, written by whoever plays the platform. */
export const deliverySchema = z.object({
  platform: z.string(),
  chat: z.string(),
  messageId: z.string(),
});
export type Delivery = z.output<typeof deliverySchema>;

interface SentRow {
  id: string;
  conversation: string;
  state: string;
  messageId: string | null;
  /** Messages that it makes at the platform: a long text or several files need more than one. */
  parts: number;
}

const placeOf = (conversation: string) => conversation.split(':').slice(0, 2).join(':');

/** I4: what left arrived once; what arrived beyond that is covered by rows whose outcome is unknown. */
export async function checkDeliveries(db: Source, deliveries: readonly Delivery[]): Promise<Finding[]> {
  const platforms = [...new Set(deliveries.map(({ platform }) => platform))];
  const { rows } = await db.query<SentRow>(
    `SELECT id, conversation, state::text, "platformMessageId" AS "messageId",
       greatest(1, ceil(char_length(body->>'text') / 2000.0)::int + coalesce(jsonb_array_length(body->'files'), 0)) AS parts
     FROM "OutboxMessage" WHERE platform = ANY($1) AND (kind = 'send' OR "platformMessageId" IS NOT NULL)`,
    [platforms],
  );
  const places = new Set([...rows.map((row) => placeOf(row.conversation)), ...deliveries.map(at)]);
  return [...places].flatMap((place) =>
    checkPlace(
      place,
      rows.filter((row) => placeOf(row.conversation) === place),
      deliveries.filter((delivery) => at(delivery) === place).map(({ messageId }) => messageId),
    ),
  );
}

const at = ({ platform, chat }: Delivery) => `${platform}:${chat}`;

function checkPlace(place: string, rows: readonly SentRow[], arrived: readonly string[]): Finding[] {
  const there = new Set(arrived);
  const sent = rows.filter(({ state, messageId }) => state === 'sent' && messageId !== null);
  const claimed = new Set(sent.map(({ messageId }) => messageId));
  const missing = sent.filter(({ messageId }) => messageId !== null && !there.has(messageId));
  const extras = arrived.filter((id) => !claimed.has(id)).length;
  const unknown = rows.filter(({ state }) => state === 'unknown' || state === 'sending');
  const covered = [...sent, ...unknown].reduce((sum, { parts }) => sum + parts - 1, 0) + unknown.length;
  return [
    ...missing.map(({ id }) => breach('I4', `outbox ${id} counts as sent and never arrived`)),
    ...(extras > covered
      ? [
          breach(
            'I4',
            `${place}: ${extras} messages arrived beyond those counted as sent, ${covered} are accounted for`,
          ),
        ]
      : []),
  ];
}

/** I4 for the web room, whose log is in the same database: each row that was sent stands there once. */
export async function checkRoom(db: Source): Promise<Finding[]> {
  const { rows } = await db.query<{ id: string; lines: number }>(
    `SELECT o.id, count(m.id)::int AS lines FROM "OutboxMessage" o
     LEFT JOIN "RoomMessage" m ON m.id::text = o."platformMessageId" AND m.sender = 'bot'
     WHERE o.platform = 'web' AND o.state = 'sent' AND o.kind = 'send' GROUP BY o.id HAVING count(m.id) <> 1`,
  );
  const stray = await db.query<{ id: number }>(
    `SELECT m.id FROM "RoomMessage" m WHERE m.sender = 'bot' AND NOT EXISTS (SELECT 1 FROM "OutboxMessage" o
       WHERE o.platform = 'web' AND o."platformMessageId" = m.id::text) AND m.at < now() - interval '1 minute'`,
  );
  return [
    ...rows.map(({ id, lines }) => breach('I4', `outbox ${id} was sent and stands ${lines} times in the room`)),
    ...stray.rows.map(({ id }) => breach('I4', `line ${id} of the room belongs to no outbox message`)),
  ];
}
