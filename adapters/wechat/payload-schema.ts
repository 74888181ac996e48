import { z } from 'zod';

/** Somebody as WeChat shows them: `remark` is our account's own note (备注), `nickname` the name in this room (群昵称). */
const person = z.object({
  id: z.string(),
  name: z.string(),
  remark: z.string().optional(),
  nickname: z.string().optional(),
});

const room = z.object({ id: z.string(), topic: z.string() });

const message = z.object({
  id: z.string(),
  /** Number of wechaty's `types.Message`. */
  type: z.int(),
  /** As the puppet gives it, which may be cut or hold XML. */
  text: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Ids of those who are mentioned, as far as the puppet knows. */
  mentions: z.array(z.string()),
  /** The puppet's raw payload: what it cut off or did not understand is still there. */
  raw: z.unknown().optional(),
  filename: z.string().optional(),
  /** Bytes. */
  size: z.number().optional(),
});

/** What our WeChat account saw, as it is kept in the inbox: all that its reading needs, so that reading is pure. */
export const payloadSchema = z.object({
  /** said: a message; recalled: `message` was taken back; joined, left: our account; met: the room as it is after a login. */
  kind: z.enum(['said', 'recalled', 'joined', 'left', 'met']),
  /** Our own account; `nickname`: the name it has in this room, by which members call it. */
  bot: z.object({ id: z.string(), name: z.string(), nickname: z.string().optional() }),
  /** Key of the login under which all ids are valid; absent when the puppet's ids never change. */
  session: z.string().optional(),
  /** null: a private talk with `talker`. */
  room: room.nullable(),
  /** null for what nobody said. */
  talker: person.nullable(),
  message: message.optional(),
  /** For met: who is in the room. */
  people: z.array(person).optional(),
  /** Milliseconds since 1970. */
  receivedAt: z.number(),
});

export type WechatPayload = z.output<typeof payloadSchema>;
export type WechatPerson = z.output<typeof person>;
export type WechatMessage = z.output<typeof message>;

/** @returns null when it is none of our records */
export function readPayload(payload: unknown): WechatPayload | null {
  return payloadSchema.safeParse(payload).data ?? null;
}
