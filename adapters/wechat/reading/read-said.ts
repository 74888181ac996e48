import type { InboundMessage } from '../../../src/chat/message.ts';
import type { WechatMessage } from '../payload-schema.ts';
import { tidyWords } from './plain-text.ts';
import { kinds, type Content } from './read-content.ts';
import { readFile } from './read-files.ts';
import { readQuote, readReference } from './read-quote.ts';
import { isRecallNote } from './read-recall.ts';
import { headRelay, readSolitaire, saysRelay } from './read-solitaire.ts';
import { findNode, looksLikeXml, readXml, wordsAt, type XmlNode } from './read-xml.ts';

/** What a message says, the call of the bot still in it. */
export type Said = Pick<InboundMessage, 'text' | 'files' | 'replyTo' | 'quotedText' | 'relay'>;

/** WeChat's numbers of what its apps and cards send (`appmsg/type`). */
const apps = {
  words: [1],
  links: [3, 4, 5, 7],
  file: [6],
  records: [19],
  relay: [53],
  quote: [57],
  notice: [87],
  /** Pat on the shoulder, and the first sign of a file that is still on its way. */
  nothing: [62, 74],
  /** Faces, places, mini programs, videos of channels, transfers, red packets: they say nothing to us. */
  mute: [2, 8, 15, 16, 17, 33, 36, 51, 63, 2000, 2001],
} as const satisfies Record<string, readonly number[]>;

const silent = { text: '', files: [] } as const;

/**
 * Reads what was said, by what WeChat's XML says it is, else by the kind that the puppet gives.
 *
 * @param names what the bot is called, for quotations in words
 * @returns null for what nobody said: WeChat's own notes
 */
export function readSaid(message: WechatMessage, content: Content, names: readonly string[]): Said | null {
  const xml = readXml(content.text);
  const appmsg = findNode(xml, 'msg', 'appmsg') ?? findNode(xml, 'appmsg');
  if (content.isNote || isSystemNote(xml) || message.type === kinds.recalled) return null;
  if (appmsg !== undefined) return readApp(message, content, appmsg);
  if (content.isTyped || message.type === kinds.text) return readTyped(message, content, names);
  return readByKind(message, content);
}

const isSystemNote = (xml: XmlNode | null) => findNode(xml, 'sysmsg') !== undefined;

function readTyped(message: WechatMessage, content: Content, names: readonly string[]): Said | null {
  // Somebody's XML that WeChat's own would not be: the puppet may have made words of it.
  const source =
    looksLikeXml(content.text) && !content.isTyped && !looksLikeXml(message.text) ? message.text : content.text;
  if (isRecallNote(source)) return null;
  const quote = readQuote(source, names);
  return quote ? { ...quote, text: tidyWords(quote.text), files: [] } : { text: tidyWords(source), files: [] };
}

function readApp(message: WechatMessage, content: Content, appmsg: XmlNode): Said | null {
  const type = Number(wordsAt(appmsg, 'type'));
  const is = (kind: keyof typeof apps) => apps[kind].some((each) => each === type);
  const title = tidyWords(wordsAt(appmsg, 'title'));
  if (is('nothing')) return null;
  if (is('relay')) return readRelay(title, content.isTyped ? undefined : appmsg);
  if (is('quote')) {
    const quote = readReference(appmsg);
    return { ...quote, text: tidyWords(quote.text), files: [] };
  }
  if (is('file')) return { text: '', files: readFile(message, kinds.attachment, appmsg) };
  if (is('links')) return { text: together(title, wordsAt(appmsg, 'url')), files: [] };
  if (is('records')) return { text: together(`[聊天记录] ${title}`, wordsAt(appmsg, 'des')), files: [] };
  if (is('notice')) return { text: tidyWords(wordsAt(appmsg, 'textannouncement')) || title, files: [] };
  return is('mute') ? { ...silent } : { text: title, files: [] };
}

function readRelay(title: string, appmsg: XmlNode | undefined): Said {
  const relay = readSolitaire(appmsg);
  return { text: headRelay(title), files: [], ...(relay ? { relay } : {}) };
}

/** Without XML there is what the puppet says. */
function readByKind(message: WechatMessage, content: Content): Said | null {
  const words = looksLikeXml(content.text) ? '' : tidyWords(content.text);
  const { type } = message;
  if (type === kinds.groupNote) return { text: headRelay(words), files: [] };
  if (type === kinds.unknown) {
    // A file that the puppet does not know the ending of; a list that it does not know at all.
    if (message.filename) return { text: '', files: readFile(message, kinds.attachment) };
    return saysRelay(words) ? { text: words, files: [] } : null;
  }
  if (type === kinds.url || type === kinds.post) return { text: words, files: [] };
  if (type === kinds.chatHistory) return { text: words === '' ? '' : `[聊天记录] ${words}`, files: [] };
  return { text: '', files: readFile(message, type) };
}

const together = (...parts: readonly string[]) =>
  parts
    .map(tidyWords)
    .filter((part) => part !== '')
    .join('\n');
