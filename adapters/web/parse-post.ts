import { z } from 'zod';
import { conversationId } from '../../src/chat/conversation-id.ts';
import type { InboundMessage } from '../../src/chat/message.ts';
import { readMention } from '../shared/mention.ts';
import { pressId } from './notices.ts';

export const platform = 'web';

/** What RoomLog.post leaves in the inbox. */
const payloadSchema = z.object({
  id: z.number().int(),
  room: z.string().min(1),
  roomName: z.string(),
  from: z.string().min(1),
  fromName: z.string(),
  text: z.string(),
  replyTo: z.number().int().nullish(),
  files: z
    .array(z.object({ name: z.string(), type: z.string(), size: z.number(), sha256: z.string() }))
    .nullish()
    .transform((files) => files ?? []),
  action: z.string().nullish(),
  at: z.iso.datetime({ offset: true }),
});

/** A post of the room as the conversation understands it; null for anything else. Pure. */
export function parsePost(payload: unknown): InboundMessage | null {
  const read = payloadSchema.safeParse(payload);
  if (!read.success) return null;
  const post = read.data;
  const { mentionsBot, text } = readMention(post.text);
  const pressed = post.action != null;
  const carrier = pressed ? post.replyTo : undefined;
  return {
    event: pressed ? 'action' : 'message',
    platform,
    conversation: conversationId({ platform, chat: post.room }),
    kind: post.room.startsWith('dm:') ? 'dm' : 'group',
    chatTitle: post.roomName,
    messageId: String(carrier ?? post.id),
    editVersion: 0,
    sender: { id: post.from, name: post.fromName },
    text: pressed ? '' : text,
    mentionsBot,
    ...(!pressed && post.replyTo != null ? { replyTo: String(post.replyTo) } : {}),
    ...(post.action != null ? { action: post.action, actionId: pressId(post.room, post.from) } : {}),
    files: post.files,
    at: new Date(post.at),
  };
}
