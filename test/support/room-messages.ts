import { z } from 'zod';

/** A message as the JSON doors promise it; anything missing or of another type fails the test. */
export const roomMessageSchema = z.object({
  id: z.number().int(),
  from: z.string(),
  text: z.string(),
  replyTo: z.number().nullable(),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number(), url: z.string() })),
  buttons: z.array(z.array(z.object({ label: z.string(), action: z.string() }))).default([]),
  edited: z.literal(true).optional(),
  at: z.iso.datetime(),
});

export type RoomMessage = z.output<typeof roomMessageSchema>;

/** One page of a room's messages. */
export async function fetchMessages(url: string, room: string, query = ''): Promise<RoomMessage[]> {
  const answer = await fetch(`${url}/api/rooms/${encodeURIComponent(room)}/messages${query}`);
  return z.array(roomMessageSchema).parse(await answer.json());
}

/** One message, or null when the room has none of this id. */
export async function fetchMessage(url: string, room: string, id: string): Promise<RoomMessage | null> {
  const [message] = await fetchMessages(url, room, `?after=${Number(id) - 1}&limit=1`);
  return message && String(message.id) === id ? message : null;
}
