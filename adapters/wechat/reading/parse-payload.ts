import { conversationId } from '../../../src/chat/conversation-id.ts';
import type { InboundMessage, Sender } from '../../../src/chat/message.ts';
import { cleanName } from '../../../src/lib/text.ts';
import { readPayload, type WechatMessage, type WechatPayload, type WechatPerson } from '../payload-schema.ts';
import { readMarkup } from './plain-text.ts';
import { readCall } from './read-call.ts';
import { readContent } from './read-content.ts';
import { recalledIds } from './read-recall.ts';
import { readSaid } from './read-said.ts';

/**
 * Reads a record of what our WeChat account saw; pure, so that a record reads the same whenever it is handled.
 *
 * @returns null for what means nothing to us: our own words, WeChat's notes, anything that is no record
 */
export function parseWechat(payload: unknown): InboundMessage | null {
  const record = readPayload(payload);
  const place = record && readPlace(record);
  if (!record || !place) return null;
  const { kind, message } = record;
  if (kind === 'joined' || kind === 'left' || kind === 'met') return readMembership(record, place);
  if (!message || message.id === '' || record.talker?.id === record.bot.id) return null;
  return kind === 'recalled' ? readTakenBack(record, message.id, place) : readMessage(record, message, place);
}

type Place = NonNullable<ReturnType<typeof readPlace>>;

/** In a private talk the conversation is the other person. */
function readPlace({ room, talker, session }: WechatPayload) {
  const chat = room ? room.id : talker?.id;
  if (!chat) return null;
  return {
    platform: 'wechat',
    conversation: conversationId({ platform: 'wechat', chat }),
    kind: room ? ('group' as const) : ('dm' as const),
    chatTitle: room ? readName(room.topic) : (talker && readPerson(talker).name) || '',
    ...(session === undefined ? {} : { session }),
  };
}

function readMessage(record: WechatPayload, message: WechatMessage, place: Place): InboundMessage | null {
  const content = readContent(record, message);
  const [taken] = recalledIds(content, message.type);
  if (taken !== undefined) return readTakenBack(record, taken, place);
  const names = [record.bot.name, record.bot.nickname ?? ''].map((name) => readMarkup(name).trim());
  const said = readSaid(message, content, names);
  if (!said) return null;
  const isMentioned = message.mentions.includes(record.bot.id);
  return {
    event: 'message',
    ...place,
    messageId: message.id,
    editVersion: 0,
    sender: readSender(record),
    ...said,
    ...readCall(said.text, { names: names.filter((name) => name !== ''), isMentioned }),
    ...(isCut(said.text) ? { isFull: true } : {}),
    at: readTime(message.at, record.receivedAt),
  };
}

function readTakenBack(record: WechatPayload, messageId: string, place: Place): InboundMessage {
  return { ...wordless(record, place), event: 'recalled', messageId, sender: readSender(record) };
}

function readMembership(record: WechatPayload, place: Place): InboundMessage | null {
  const { kind, room, people = [], bot } = record;
  if (!room) return null;
  if (kind !== 'met') {
    return {
      ...wordless(record, place),
      event: kind === 'joined' ? 'bot_joined' : 'bot_left',
      sender: readSender(record),
      ...(kind === 'joined' ? { hearsAll: true } : {}),
    };
  }
  const others = people.filter(({ id }) => id !== '' && id !== bot.id).map(readPerson);
  return { ...wordless(record, place), event: 'met', people: others };
}

const wordless = ({ receivedAt }: WechatPayload, place: Place) => ({
  ...place,
  messageId: '0',
  editVersion: 0,
  sender: null,
  text: '',
  mentionsBot: false,
  files: [],
  at: readTime(receivedAt, receivedAt),
});

const readSender = ({ talker, room }: WechatPayload): Sender | null =>
  // Some puppets let the room itself speak when nobody did.
  talker && talker.id !== '' && talker.id !== room?.id ? readPerson(talker) : null;

/** Somebody who shows no name is called by the nickname of the room, by our note, or by number. */
function readPerson({ id, name, remark = '', nickname = '' }: WechatPerson): Sender {
  const [shown, noted, local] = [name, remark, nickname].map(readName);
  return {
    id,
    name: shown || local || noted || cleanName(id),
    ...(noted ? { remark: noted } : {}),
    ...(local ? { nickname: local } : {}),
  };
}

/** Web clients give names in mark-up, too. */
const readName = (name: string): string => cleanName(readMarkup(name));

/** Before WeChat, and after whoever reads this: a clock that cannot be right. */
const [earliest, latest] = [Date.UTC(2011, 0), Date.UTC(2100, 0)];

function readTime(said: number, received: number): Date {
  const isSane = (at: number) => at >= earliest && at < latest;
  // Puppets give seconds or milliseconds.
  const known = [said, said * 1000, received].find(isSane);
  return new Date(known ?? earliest);
}

/** Bytes; see isCut. */
const piece = { atLeast: 2000, surely: 15_000 };

/**
 * Whether a text is likely to go on in the next message. WeChat tells no limit: clients are reported to part what has
 * more than some 2000 characters, forwarding tools what has more than 2048 bytes, the server takes about 16 KB. A text that long which
 * ends in the middle of a sentence was parted; one that ends a sentence is taken as whole, else whatever its author says
 * next would be put into it.
 */
function isCut(text: string): boolean {
  const bytes = Buffer.byteLength(text);
  return bytes >= piece.surely || (bytes >= piece.atLeast && !/[。！？!?.…”’」』）)\]]$/.test(text.trimEnd()));
}
