import type { Opts } from 'telegraf/types';
import { SendError, type OutboundMessage } from '../../src/chat/chat-adapter.ts';
import { readConversationId } from '../../src/chat/conversation-id.ts';
import type { Button, OutboundFile } from '../../src/chat/message.ts';
import { cleanText, shorten } from '../../src/lib/text.ts';
import { splitText } from '../shared/split-text.ts';

/** Telegram's limits: UTF-16 units of a text and of a file's caption, bytes of a button's data. */
const textLimit = 4096;
const captionLimit = 1024;
const buttonLimit = 64;

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

/**
 * The calls that say a message, in order. Plain text, no mark-up, so nothing in it can be misread. A short text goes as
 * the first file's caption, so that both arrive or neither; a long one goes before the files, cut into pieces. The
 * quotation stands at the first call, the buttons at the last piece of text, where they are under the reader's thumb.
 * @throws SendError, permanent, for an empty message or a button whose data do not fit
 */
export function renderMessage({ conversation, body }: OutboundMessage): Rendered {
  const text = cleanText(body.text).trim();
  const [file, ...moreFiles] = body.files ?? [];
  const isCaption = file !== undefined && text.length <= captionLimit;
  const pieces = isCaption ? [] : splitText(text, textLimit);
  const parts: readonly Part[] = isCaption
    ? [{ file, caption: text }, ...moreFiles.map((each) => ({ file: each, caption: '' }))]
    : [...pieces.map((piece) => ({ text: piece })), ...(body.files ?? []).map((each) => ({ file: each, caption: '' }))];
  if (parts.length === 0) throw refuse('empty', 'a message needs words or a file');
  const main = Math.max(0, pieces.length - 1);
  const place = readPlace(conversation);
  return { main, calls: parts.map((part, index) => toCall(part, { ...place, ...extras(body, index, main) })) };
}

type Part = { text: string } | { file: OutboundFile; caption: string };

function toCall(part: Part, place: ReturnType<typeof readPlace> & ReturnType<typeof extras>): SendCall {
  if ('text' in part) return { method: 'sendMessage', payload: { ...place, ...textOptions, text: part.text } };
  const caption = part.caption === '' ? {} : { caption: part.caption };
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
export function renderEdit(messageId: string, { conversation, body }: OutboundMessage): RenderedEdit {
  const { chat_id } = readPlace(conversation);
  const text = cleanText(body.text).trim();
  if (text === '') throw refuse('empty', 'an edited message needs words');
  // Without a keyboard Telegram takes away the one that was there, as it should.
  const target = { chat_id, message_id: Number(messageId), ...keyboard(body.buttons) };
  return {
    text: { ...target, ...textOptions, text: fit(text, textLimit) },
    caption: { ...target, caption: fit(text, captionLimit) },
    hasFile: (body.files ?? []).length > 0,
  };
}

const textOptions = { link_preview_options: { is_disabled: true } } as const;

/** At most `limit` UTF-16 units. */
function fit(text: string, limit: number): string {
  return text.length <= limit ? text : `${splitText(text, limit - 1)[0] ?? ''}…`;
}

function extras(body: OutboundMessage['body'], index: number, main: number) {
  return { ...(index === 0 ? quotation(body.replyTo) : {}), ...(index === main ? keyboard(body.buttons) : {}) };
}

function readPlace(conversation: OutboundMessage['conversation']) {
  const { chat, topic } = readConversationId(conversation);
  return { chat_id: Number(chat), ...(topic === undefined ? {} : { message_thread_id: Number(topic) }) };
}

/** A quoted message that was deleted meanwhile must not hold back the answer. */
function quotation(replyTo: string | undefined) {
  if (replyTo === undefined) return {};
  return { reply_parameters: { message_id: Number(replyTo), allow_sending_without_reply: true } };
}

function keyboard(rows: readonly (readonly Button[])[] | undefined) {
  if (!rows || rows.length === 0) return {};
  return { reply_markup: { inline_keyboard: rows.map((row) => row.map(button)) } };
}

function button({ label, action }: Button) {
  if (Buffer.byteLength(action) > buttonLimit)
    throw refuse('button_too_long', `a button's data may have ${buttonLimit} bytes`);
  return { text: shorten(cleanText(label), 60), callback_data: action };
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

const refuse = (code: string, message: string) =>
  new SendError(`telegram.${code}`, message, { outcome: 'refused', permanent: true });
