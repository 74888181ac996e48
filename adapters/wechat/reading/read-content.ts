import { z } from 'zod';
import type { WechatMessage, WechatPayload } from '../payload-schema.ts';
import { readEntities, readLineEnds, readMarkup } from './plain-text.ts';
import { looksLikeXml } from './read-xml.ts';

/** wechaty's numbers of the kinds of messages (`types.Message`), which are the same in every puppet. */
export const kinds = {
  unknown: 0,
  attachment: 1,
  audio: 2,
  contact: 3,
  chatHistory: 4,
  emoticon: 5,
  image: 6,
  text: 7,
  location: 8,
  miniProgram: 9,
  groupNote: 10,
  transfer: 11,
  redEnvelope: 12,
  recalled: 13,
  url: 14,
  video: 15,
  post: 16,
} as const;

/** WeChat's own numbers of them, as raw payloads have them. */
const rawKinds = { text: 1, notes: [51, 9999, 10_000, 10_002] } as const;

const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).optional();
const rawSchema = z.looseObject({
  /** Web protocol: as WeChat sent it. */
  OriginalContent: z.string().optional().catch(undefined),
  /** Web protocol: line ends, < and > are read already, & is not. */
  Content: z.string().optional().catch(undefined),
  /** Others: as it is. */
  content: z.string().optional().catch(undefined),
  MsgType: number.catch(undefined),
  msgType: number.catch(undefined),
});

/** What a message holds, before it is known to be words or XML. */
export interface Content {
  text: string;
  /** A person typed it: whatever looks like XML in it is what somebody wants us to believe. */
  isTyped: boolean;
  /** WeChat's own notes: who came, who patted whom, that something was taken back. */
  isNote: boolean;
}

/**
 * The content of a message, from the raw payload where there is one: puppets cut it (wechat4u takes what stands between
 * the first and the second `:\n`) and leave parts out.
 */
export function readContent({ room, talker }: WechatPayload, message: WechatMessage): Content {
  const content = contentOf(readRaw(message.raw), message);
  return room ? { ...content, text: withoutSpeaker(content.text, talker?.id) } : content;
}

/** As far as a raw payload says it. */
interface RawContent {
  text: string | undefined;
  /** WeChat's own number of the kind. */
  kind: number | undefined;
}

const contentOf = (raw: RawContent, { type, text }: Pick<WechatMessage, 'type' | 'text'>): Content => ({
  text: raw.text ?? readPuppetText(text),
  isTyped: raw.kind === undefined ? type === kinds.text : raw.kind === rawKinds.text,
  isNote: rawKinds.notes.some((kind) => kind === raw.kind),
});

function readRaw(raw: unknown): RawContent {
  if (typeof raw === 'string') return { text: readPuppetText(raw), kind: undefined };
  const { data } = rawSchema.safeParse(raw);
  if (!data) return { text: undefined, kind: undefined };
  const kind = data.MsgType ?? data.msgType;
  if (data.OriginalContent) return { text: readMarkup(data.OriginalContent), kind };
  if (data.Content) return { text: readEntities(data.Content), kind };
  return { text: data.content ? readLineEnds(data.content) : undefined, kind };
}

/** The words may hold mark-up of a web client; XML keeps its entities, which are its own. */
const readPuppetText = (text: string): string => (looksLikeXml(text) ? readLineEnds(text) : readMarkup(text));

/** In front of what a member says in a room stands `<member's id>:` on a line of its own. */
const speaker = /^(?:@[\da-f]{16,}|wxid_[\w-]{1,60}|gh_\w{1,40}|\d{1,20}@chatroom):\n/;

function withoutSpeaker(text: string, talkerId: string | undefined): string {
  const own = talkerId ? `${talkerId}:\n` : '';
  if (own !== '' && text.startsWith(own)) return text.slice(own.length);
  return text.replace(speaker, '');
}
