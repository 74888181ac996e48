import { z } from 'zod';
import { plainRaw } from './plain-raw.ts';
import type { WechatMessage, WechatPayload } from '../payload-schema.ts';
import { lookUp, lookUpRoom, soon } from './people.ts';
import type { Puppet } from '../puppet/puppet.ts';
import { kinds, readContent } from '../reading/read-content.ts';
import { recalledIds } from '../reading/read-recall.ts';

/** A message as puppets give it. Their types promise more than they keep: words of the system have no speaker. */
const saidSchema = z.object({
  id: z.string(),
  type: z.int().catch(kinds.unknown),
  talkerId: z.string().catch(''),
  roomId: z.string().catch(''),
  text: z.string().catch(''),
  /** Seconds or milliseconds since 1970. */
  timestamp: z.number().catch(0),
  mentionIdList: z.array(z.string()).max(500).catch([]),
  filename: z.string().min(1).optional().catch(undefined),
});
type SaidMessage = z.output<typeof saidSchema>;

/** Milliseconds that a message itself may take; a puppet on somebody's server asks for it there. */
const messageLimitMs = 10_000;

/** What a record says beside the event. */
export interface RecordStamp {
  bot: WechatPayload['bot'];
  session?: string;
  receivedAt: number;
}

/** What was said as the puppet knows it, or null when it does not (any more). */
export async function askMessage(puppet: Puppet, messageId: string): Promise<SaidMessage | null> {
  const payload = await soon(() => puppet.messagePayload(messageId), messageLimitMs);
  return saidSchema.safeParse(payload).data ?? null;
}

/** The record of a message that others said. Looks up what it can; never throws. */
export async function recordMessage(
  puppet: Puppet,
  said: SaidMessage,
  { stamp, isKnown }: { stamp: RecordStamp; isKnown(messageId: string): boolean },
): Promise<WechatPayload> {
  const { talkerId } = said;
  const roomId = said.roomId === '' ? undefined : said.roomId;
  const [raw, talker, room, self] = await Promise.all([
    soon(async () => plainRaw(await rawPayload(puppet, said.id))),
    talkerId === '' ? null : lookUp(puppet, talkerId, roomId),
    roomId === undefined ? null : lookUpRoom(puppet, roomId),
    // Members mention the bot by the name it has in the room.
    roomId === undefined ? null : lookUp(puppet, stamp.bot.id, roomId),
  ]);
  const record: WechatPayload = {
    kind: 'said',
    ...stamp,
    bot: {
      ...stamp.bot,
      // Just after a login it may not be known yet.
      name: stamp.bot.name || (self?.name ?? ''),
      ...(self?.nickname === undefined ? {} : { nickname: self.nickname }),
    },
    room,
    talker,
    message: describe(said, raw),
  };
  return asRecall(record, isKnown) ?? record;
}

/**
 * WeChat names what was taken back twice, and puppets use either number as the id of a message: the one that came in
 * lately counts. Where none did, the reading of the record decides.
 */
function asRecall(record: WechatPayload, isKnown: (messageId: string) => boolean): WechatPayload | null {
  const { message } = record;
  if (!message) return null;
  const id = recalledIds(readContent(record, message), message.type).find(isKnown);
  return id === undefined ? null : { ...record, kind: 'recalled', message: { ...message, id } };
}

/** Every puppet has it; its type hides it as the puppets' own affair. */
async function rawPayload(puppet: Puppet, id: string): Promise<unknown> {
  const ask: unknown = Reflect.get(puppet, 'messageRawPayload');
  return typeof ask === 'function' ? await ask.call(puppet, id) : undefined;
}

function describe(said: SaidMessage, raw: unknown): WechatMessage {
  const { id, type, text, filename, mentionIdList: mentions } = said;
  const size = sizeIn(raw);
  return {
    id,
    type,
    text,
    at: toMilliseconds(said.timestamp),
    mentions,
    ...(raw === undefined ? {} : { raw }),
    ...(filename === undefined ? {} : { filename }),
    ...(size === null ? {} : { size }),
  };
}

/** Puppets give seconds or milliseconds; no second count reaches this number before the year 5138. */
const toMilliseconds = (timestamp: number) => (timestamp < 1e11 ? timestamp * 1000 : timestamp);

/** Bytes of the file, by the names that the puppets have for it. */
function sizeIn(raw: unknown): number | null {
  if (typeof raw !== 'object' || raw === null) return null;
  for (const key of ['FileSize', 'fileSize', 'filesize']) {
    const size = Number(Reflect.get(raw, key));
    if (Number.isSafeInteger(size) && size > 0) return size;
  }
  return null;
}
