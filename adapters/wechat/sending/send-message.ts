import { FileBox } from 'file-box';
import { SendError, type OutboundMessage, type Sent } from '../../../src/chat/chat-adapter.ts';
import { readConversationId, type ConversationId } from '../../../src/chat/conversation-id.ts';
import { AppError } from '../../../src/lib/errors.ts';
import type { FileStore } from '../../../src/lib/file-store.ts';
import { within } from '../../../src/lib/within.ts';
import type { Circuit } from './circuit.ts';
import { mapError } from './map-error.ts';
import { soon } from '../hearing/people.ts';
import type { Puppet } from '../puppet/puppet.ts';
import { pieceGapMs } from './pace.ts';
import { renderMessage, type SendCall } from './render-message.ts';
import type { WechatTexts } from '../texts.ts';

export interface SendDeps {
  /** The puppet while our account is logged in, else null. */
  puppet(): Puppet | null;
  circuit: Circuit;
  /** Rooms and people have other ids after a login. */
  idsChange: boolean;
  files: FileStore;
  t: WechatTexts;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Milliseconds for a whole message, all pieces, uploads and pauses together. Stays below the time for which the outbox
 * lends a message out (src/chat/outbox/sender.ts).
 */
const sendLimitMs = 15_000;
/** How soon a send is tried again while nobody is logged in. */
const loginWaitMs = 15_000;

const notLoggedIn = () =>
  new SendError('wechat.not_logged_in', 'WeChat is not logged in', {
    outcome: 'refused',
    everywhere: true,
    retryAfterMs: loginWaitMs,
  });

const resting = (restMs: number) =>
  new SendError('wechat.resting', 'WeChat has said that messages come too often; nothing is sent for half an hour', {
    outcome: 'refused',
    everywhere: true,
    retryAfterMs: restMs,
  });

/**
 * Says a message. @returns the id of its main piece; a made one where the puppet tells none
 * @throws SendError; once the first of several pieces has arrived a failure is `unknown`
 */
export async function sendMessage(message: OutboundMessage, deps: SendDeps): Promise<Sent> {
  const { conversation, key } = message;
  const puppet = await ready(conversation, deps);
  const end = performance.now() + sendLimitMs;
  const { calls, main } = renderMessage(message, deps.t);
  const ids: string[] = [];
  for (const call of calls) {
    if (ids.length > 0) await deps.sleep(pieceGapMs);
    try {
      ids.push(await sendPiece(puppet, call, { conversation, end, deps }));
    } catch (error) {
      throw ids.length === 0 ? error : halfSaid(error);
    }
  }
  return { messageId: ids[main] || ids.find((id) => id !== '') || `sent-${key}` };
}

const halfSaid = (cause: unknown) =>
  new SendError('wechat.half_sent', 'the first piece of the message arrived, a later one did not', {
    outcome: 'unknown',
    cause,
  });

/** The puppet, when it may be asked to send there. @throws SendError */
async function ready(conversation: ConversationId, { puppet: current, circuit, idsChange }: SendDeps): Promise<Puppet> {
  const restMs = circuit.restMs();
  if (restMs > 0) throw resting(restMs);
  const puppet = current();
  if (!puppet) throw notLoggedIn();
  if (!idsChange) return puppet;
  const { chat } = readConversationId(conversation);
  const known = await soon(async () => [...(await puppet.roomList()), ...(await puppet.contactList())]);
  // Tried again for about half an hour: by then the room has been met under its new id, and the message follows it.
  if (known && known.length > 0 && !known.includes(chat)) {
    const why = 'there is no such chat in this login: its id has changed, or it is gone';
    throw new SendError('wechat.chat_unknown', why, { outcome: 'refused' });
  }
  return puppet;
}

interface Way {
  conversation: ConversationId;
  /** When the whole message is given up, by performance.now(). */
  end: number;
  deps: SendDeps;
}

async function sendPiece(puppet: Puppet, call: SendCall, { conversation, end, deps }: Way): Promise<string> {
  const { chat } = readConversationId(conversation);
  const box = 'file' in call ? await readFile(call.file, deps.files) : null;
  let id = '';
  const sending = (async () => {
    const answer =
      'text' in call ? await puppet.messageSendText(chat, call.text) : box && (await puppet.messageSendFile(chat, box));
    id = typeof answer === 'string' ? answer : '';
  })();
  try {
    if (await within(sending, Math.max(1, end - performance.now()))) return id;
  } catch (error) {
    const refusal = mapError(error);
    if (refusal.code !== 'wechat.too_fast') throw refusal;
    deps.circuit.trip();
    throw resting(deps.circuit.restMs());
  }
  throw new SendError('wechat.no_answer', 'the puppet did not answer in time', { outcome: 'unknown' });
}

async function readFile({ sha256, name }: { sha256: string; name: string }, files: FileStore) {
  try {
    return FileBox.fromBuffer(await files.read(sha256), name);
  } catch (cause) {
    const code = cause instanceof AppError ? cause.code : 'file.unreadable';
    throw new SendError(code, 'the file to send could not be read', { outcome: 'refused', permanent: true, cause });
  }
}
