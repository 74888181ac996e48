import { SendError, type OutboundMessage } from '../../../src/chat/chat-adapter.ts';
import type { OutboundBody, OutboundFile } from '../../../src/chat/message.ts';
import { cleanText, shorten } from '../../../src/lib/text.ts';
import { splitText } from '../../shared/split-text.ts';
import { wechatTexts, type WechatTexts } from '../texts.ts';

/** Bytes of UTF-8 in one message. Forwarding tools and WeCom cut what has more than 2048. */
const textLimit = 2000;
/** Kept free for 「（12/34）」 on a line of its own. */
const roomForNumber = 20;

export type SendCall = { text: string } | { file: OutboundFile };

export interface Rendered {
  calls: readonly SendCall[];
  /** Which call makes the message that is quoted and answered later: the one with the choices. */
  main: number;
}

/**
 * The calls that say a message, in order: its words, in pieces where they are long, then the files. WeChat has no
 * buttons; choices are numbered, from 1 in the order of the rows, and answered with the number. There is no way to quote
 * natively, so `replyTo` is not shown; a reaction is said in words.
 * @throws SendError, permanent, for an empty message
 */
export function renderMessage({ body }: Pick<OutboundMessage, 'body'>, t: WechatTexts): Rendered {
  const pieces = numbered(piecesOf(wordsOf(body, t)));
  const calls = [...pieces.map((text) => ({ text })), ...(body.files ?? []).map((file) => ({ file }))];
  if (calls.length === 0) {
    const why = 'a message needs words or a file';
    throw new SendError('wechat.empty', why, { outcome: 'refused', permanent: true });
  }
  return { calls, main: Math.max(0, pieces.length - 1) };
}

const anyTexts = wechatTexts('zh-CN');

/** Calls that the message costs; it is as long in every language, but for a few bytes. */
export const countCalls = (body: OutboundBody): number =>
  Math.max(1, piecesOf(wordsOf(body, anyTexts)).length + (body.files ?? []).length);

const piecesOf = (words: string) => splitText(words, textLimit - roomForNumber, Buffer.byteLength);

function wordsOf(body: OutboundBody, t: WechatTexts): string {
  const title = oneLine(body.title ?? '').replace(/[:：]$/, '');
  const choices = choicesOf(body).map((label, place) => `${place + 1} ${label}`);
  const parts = [
    title === '' || title.startsWith('【') ? title : `【${title}】`,
    cleanText(body.text).trim(),
    choices.length === 0 ? '' : t('reply.number', { choices: choices.join('　') }),
  ];
  return withoutRelayMark(parts.filter((part) => part !== '').join('\n'));
}

/** Buttons stand in for a poll's options where there are no native polls. */
function choicesOf({ buttons = [], poll }: OutboundBody): readonly string[] {
  const labels = buttons.flat().map(({ label }) => label);
  return (labels.length > 0 ? labels : (poll?.options ?? [])).map((label) => shorten(oneLine(label), 100));
}

const oneLine = (text: string) => cleanText(text).replace(/\s+/g, ' ').trim();

const relayMark = /[#＃](接龙|接龍|Group Note)/gi;

/**
 * Clients offer to join a native list under any text that is marked as one, and who does so starts another list: ours
 * are headed in plain words.
 */
const withoutRelayMark = (text: string): string =>
  text.replace(relayMark, (_mark, word: string, place: number) => (place === 0 ? '报名名单' : word));

/** The number stands at the end, so that a piece which is quoted begins with the words that we know it by. */
const numbered = (pieces: readonly string[]): readonly string[] =>
  pieces.length < 2 ? pieces : pieces.map((piece, place) => `${piece}\n（${place + 1}/${pieces.length}）`);
