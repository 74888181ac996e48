import { z } from 'zod';

/**
 * The fields of a Telegram update that we read, and nothing else (Bot API, "Getting updates"). Loose: newer fields are
 * no fault. Ids are safe integers; dates are seconds since 1970.
 */
const id = z.int();
const seconds = z.int().min(0).max(8_640_000_000_000);

const user = z.object({
  id,
  is_bot: z.boolean().optional(),
  first_name: z.string().default(''),
  last_name: z.string().optional(),
});

const chat = z.object({
  id,
  type: z.enum(['private', 'group', 'supergroup']),
  title: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
});

const entity = z.object({
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
  user: user.optional(),
});

const file = z.object({
  file_id: z.string(),
  file_unique_id: z.string().optional(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.int().min(0).optional(),
});

const anything = z.unknown();

export const messageSchema = z.object({
  message_id: id,
  date: seconds,
  edit_date: seconds.optional(),
  chat,
  from: user.optional(),
  sender_chat: z.object({ id }).optional(),
  message_thread_id: id.optional(),
  is_topic_message: z.boolean().optional(),
  /** The same for all parts of an album. */
  media_group_id: z.string().optional(),
  reply_to_message: z.object({ message_id: id, forum_topic_created: anything.optional() }).optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(entity).optional(),
  caption_entities: z.array(entity).optional(),
  photo: z.array(file).optional(),
  document: file.optional(),
  video: file.optional(),
  animation: file.optional(),
  audio: file.optional(),
  voice: file.optional(),
  video_note: file.optional(),
  sticker: anything.optional(),
  location: anything.optional(),
  venue: anything.optional(),
  contact: anything.optional(),
  poll: anything.optional(),
  dice: anything.optional(),
  story: anything.optional(),
  checklist: anything.optional(),
  /** Notes of the service: the group goes on as a supergroup with this id; here it does, and was that group. */
  migrate_to_chat_id: id.optional(),
  migrate_from_chat_id: id.optional(),
});

const callbackQuery = z.object({
  id: z.string(),
  from: user,
  data: z.string(),
  message: z.object({
    message_id: id,
    date: seconds,
    chat,
    message_thread_id: id.optional(),
    is_topic_message: z.boolean().optional(),
  }),
});

const chatMember = z.object({ status: z.string(), is_member: z.boolean().optional() });

const membershipChange = z.object({
  chat,
  from: user,
  date: seconds,
  old_chat_member: chatMember,
  new_chat_member: chatMember,
});

/** An emoji, or something of Telegram's own that stands for none. */
const reaction = z.object({ type: z.string(), emoji: z.string().optional() });

/** Somebody's reactions to a message changed. Without `user` it was an anonymous administrator or a channel. */
const reactionChange = z.object({
  chat,
  message_id: id,
  user: user.optional(),
  date: seconds,
  old_reaction: z.array(reaction),
  new_reaction: z.array(reaction),
});

/** Somebody chose in a poll that is not anonymous, or took the choice back. Without `user` it was a channel. */
const pollAnswer = z.object({
  poll_id: z.string(),
  user: user.optional(),
  voter_chat: z.object({ id }).optional(),
  option_ids: z.array(z.int().min(0)),
});

/** Added by ourselves at intake, so that parsing needs nothing but the stored update. See stamp-update.ts. */
const stamp = z.object({
  username: z.string().optional(),
  receivedAt: z.number().optional(),
  hearsAll: z.boolean().optional(),
});

/** At most one of the kinds is there. */
export const updateSchema = z.object({
  update_id: id,
  message: messageSchema.optional(),
  edited_message: messageSchema.optional(),
  callback_query: callbackQuery.optional(),
  my_chat_member: membershipChange.optional(),
  message_reaction: reactionChange.optional(),
  poll_answer: pollAnswer.optional(),
  tongxin: stamp.optional(),
});

const readings = new WeakMap<object, TelegramUpdate | null>();

/**
 * An update as far as we know its fields; null = it has none of our shapes. An update object is read once, since it is
 * asked for its keys and for its words before it is stored.
 */
export function readUpdate(payload: unknown): TelegramUpdate | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const known = readings.get(payload);
  if (known !== undefined) return known;
  const reading = updateSchema.safeParse(payload).data ?? null;
  readings.set(payload, reading);
  return reading;
}

/** What is needed to keep an update, whatever is in it. */
export const envelopeSchema = z.looseObject({ update_id: id.min(0) });

/** The update kinds that we ask Telegram for; reactions are told to no bot that does not ask by name. */
export const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
  'poll_answer',
] as const;

export type TelegramMessage = z.output<typeof messageSchema>;
export type TelegramEntity = z.output<typeof entity>;
export type TelegramFile = z.output<typeof file>;
export type TelegramChat = z.output<typeof chat>;
export type TelegramUser = z.output<typeof user>;
export type TelegramUpdate = z.output<typeof updateSchema>;
