import type { Opts } from 'telegraf/types';
import { SendError, type OutboundMessage } from '../../src/chat/chat-adapter.ts';
import { readConversationId } from '../../src/chat/conversation-id.ts';
import type { Button, OutboundBody, OutboundFile } from '../../src/chat/message.ts';
import { cleanText, shorten } from '../../src/lib/text.ts';
import { formatPieces, formatWithin, wordsOf } from './format-text.ts';
import { messageNumber } from './message-id.ts';
import { actionLimit, type ActionSigner } from './sign-action.ts';

/** Telegram's limits: UTF-16 units of a text and of a file's caption, bytes of a file that a bot sends. */
const textLimit = 4096;
const captionLimit = 1024;
const fileLimit = 50 * 1024 * 1024;

type TextPayload = Opts<'sendMessage'>;
/** Without the file itself: its bytes are read when it goes out. */
type FilePayload = Omit<Opts<'sendDocument'>, 'document'>;

export type SendCall =
  | { method: 'sendMessage'; payload: TextPayload }
  | { method: 'sendDocument'; payload: FilePayload; file: OutboundFile };

export interface Rendered {
  calls: readonly SendCall[];
  /** Which call makes the message that is edited, answered and quoted later: the one with the buttons. */
  main: number;
}

/** Makes a button's data of its action. */
export type SignAction = ActionSigner['sign'];

/**
 * The calls that say a message, in order. A short text goes as the first file's caption, so that both arrive or
 * neither; a long one goes before the files, cut into pieces. The quotation stands at the first call, the buttons at the
 * last piece of text, where they are under the reader's thumb. Files go as documents, pictures too: so they arrive as
 * they are, and one limit holds for all.
 * @throws SendError, permanent, for an empty message, a file that is too large or a button whose data do not fit
 */
export function renderMessage({ conversation, body }: OutboundMessage, sign: SignAction): Rendered {
  const { parts, pieces } = partsOf(body);
  if (parts.length === 0) throw refuse('empty', 'a message needs words or a file');
  if (body.files?.some(({ size }) => size > fileLimit)) {
    throw refuse('file_too_large', `a file may have ${fileLimit / 1024 / 1024} MB`);
  }
  const main = Math.max(0, pieces - 1);
  const place = readPlace(conversation);
  return { main, calls: parts.map((part, index) => toCall(part, { ...place, ...extras(body, index, main, sign) })) };
}

/** Messages that `renderMessage` makes of it. */
export const countMessages = (body: OutboundBody): number => Math.max(1, partsOf(body).parts.length);

function partsOf(body: OutboundBody): { parts: readonly Part[]; pieces: number } {
  const words = wordsOf(body);
  const [file, ...moreFiles] = body.files ?? [];
  if (file !== undefined && words.plain.length <= captionLimit) {
    const caption = formatWithin(words, captionLimit);
    return { parts: [{ file, caption }, ...moreFiles.map((each) => ({ file: each, caption: '' }))], pieces: 0 };
  }
  const pieces = formatPieces(words, textLimit).map((text) => ({ text }));
  const files = (body.files ?? []).map((each) => ({ file: each, caption: '' }));
  return { parts: [...pieces, ...files], pieces: pieces.length };
}

type Part = { text: string } | { file: OutboundFile; caption: string };

function toCall(part: Part, place: ReturnType<typeof readPlace> & ReturnType<typeof extras>): SendCall {
  if ('text' in part) return { method: 'sendMessage', payload: { ...place, ...textOptions, text: part.text } };
  const caption = part.caption === '' ? {} : { caption: part.caption, ...htmlMode };
  return { method: 'sendDocument', payload: { ...place, ...caption }, file: part.file };
}

/** The change of a sent message's text and buttons: as a text, and as a file's caption, for one of them it is. */
export interface RenderedEdit {
  text: Opts<'editMessageText'>;
  caption: Opts<'editMessageCaption'>;
  /** The caption is the likelier one. */
  hasFile: boolean;
}

/** An edit makes no second message: a text that is too long is cut, ending in …. @throws SendError, permanent */
export function renderEdit(messageId: string, { conversation, body }: OutboundMessage, sign: SignAction): RenderedEdit {
  const { chat_id } = readPlace(conversation);
  const words = wordsOf(body);
  if (words.plain === '') throw refuse('empty', 'an edited message needs words');
  // Without a keyboard Telegram takes away the one that was there, as it should.
  const target = { chat_id, message_id: Number(messageId), ...keyboard(body.buttons, sign) };
  return {
    text: { ...target, ...textOptions, text: formatWithin(words, textLimit) },
    caption: { ...target, ...htmlMode, caption: formatWithin(words, captionLimit) },
    hasFile: (body.files ?? []).length > 0,
  };
}

const htmlMode = { parse_mode: 'HTML' } as const;
const textOptions = { ...htmlMode, link_preview_options: { is_disabled: true } } as const;

function extras(body: OutboundBody, index: number, main: number, sign: SignAction) {
  return { ...(index === 0 ? quotation(body.replyTo) : {}), ...(index === main ? keyboard(body.buttons, sign) : {}) };
}

/** The chat and the topic in it. */
export function readPlace(conversation: OutboundMessage['conversation']) {
  const { chat, topic } = readConversationId(conversation);
  return { chat_id: Number(chat), ...(topic === undefined ? {} : { message_thread_id: Number(topic) }) };
}

/** A quoted message that was deleted meanwhile must not hold back the answer. */
export function quotation(replyTo: string | undefined) {
  const number = replyTo === undefined ? null : messageNumber(replyTo);
  return number === null ? {} : { reply_parameters: { message_id: number, allow_sending_without_reply: true } };
}

function keyboard(rows: readonly (readonly Button[])[] | undefined, sign: SignAction) {
  if (!rows || rows.length === 0) return {};
  return { reply_markup: { inline_keyboard: rows.map((row) => row.map((each) => button(each, sign))) } };
}

function button({ label, action }: Button, sign: SignAction) {
  if (Buffer.byteLength(action) > actionLimit)
    throw refuse('button_too_long', `a button's action may have ${actionLimit} bytes`);
  return { text: shorten(cleanText(label), 60), callback_data: sign(action) };
}

/** A name that can stand in a multipart header: no quotes, line ends or path; the ending is kept. */
export function uploadName(name: string): string {
  const safe =
    cleanText(name)
      .replace(/[\p{Cc}"\\/]+/gu, '_')
      .trim() || 'file';
  const ending = /\.[\p{L}\p{N}]{1,8}$/u.exec(safe)?.[0] ?? '';
  return `${shorten(safe.slice(0, safe.length - ending.length), 80)}${ending}`;
}

export const refuse = (code: string, message: string) =>
  new SendError(`telegram.${code}`, message, { outcome: 'refused', permanent: true });
