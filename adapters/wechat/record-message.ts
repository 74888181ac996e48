import type { payloads } from 'wechaty';
import { plainRaw } from './plain-raw.ts';
import type { WechatMessage, WechatPayload } from './payload-schema.ts';
import { lookUp, lookUpRoom, soon } from './people.ts';
import type { Puppet } from './puppet.ts';
import { readContent } from './read-content.ts';
import { recalledIds } from './read-recall.ts';

type MessagePayload = payloads.Message;

/** Milliseconds that a message itself may take; a puppet on somebody's server asks for it there. */
const messageLimitMs = 10_000;

/** What a record says beside the event. */
export interface RecordStamp {
  bot: WechatPayload['bot'];
  session?: string;
  receivedAt: number;
}

/** What was said as the puppet knows it, or null when it does not (any more). */
export async function askMessage(puppet: Puppet, messageId: string): Promise<MessagePayload | null> {
  return (await soon(() => puppet.messagePayload(messageId), messageLimitMs)) ?? null;
}

/** The record of a message that others said. Looks up what it can; never throws. */
export async function recordMessage(
  puppet: Puppet,
  said: MessagePayload,
  { stamp, isKnown }: { stamp: RecordStamp; isKnown(messageId: string): boolean },
): Promise<WechatPayload> {
  const { roomId, talkerId = '' } = said;
  const [raw, talker, room, self] = await Promise.all([
    soon(async () => plainRaw(await rawPayload(puppet, said.id))),
    talkerId === '' ? null : lookUp(puppet, talkerId, roomId),
    roomId === undefined || roomId === '' ? null : lookUpRoom(puppet, roomId),
    // Members mention the bot by the name it has in the room.
    roomId ? lookUp(puppet, stamp.bot.id, roomId) : null,
  ]);
  const record: WechatPayload = {
    kind: 'said',
    ...stamp,
    bot: { ...stamp.bot, ...(self?.nickname === undefined ? {} : { nickname: self.nickname }) },
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

function describe(said: MessagePayload, raw: unknown): WechatMessage {
  const mentions = 'mentionIdList' in said ? (said.mentionIdList ?? []) : [];
  const size = sizeIn(raw);
  return {
    id: said.id,
    type: said.type,
    text: said.text ?? '',
    at: toMilliseconds(said.timestamp),
    mentions: mentions.slice(0, 500).filter((id) => typeof id === 'string'),
    ...(raw === undefined ? {} : { raw }),
    ...(said.filename ? { filename: said.filename } : {}),
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
