import { z } from 'zod';
import { SendError, type OutboundMessage, type Sent } from '../../src/chat/chat-adapter.ts';
import { AppError } from '../../src/lib/errors.ts';
import type { FileStore } from '../../src/lib/file-store.ts';
import type { BotApi } from './bot-api.ts';
import { isUnchanged, mapError, repeatable, settle } from './map-error.ts';
import { renderEdit, renderMessage, uploadName, type SendCall } from './render-message.ts';
import { pollInWords, sendPoll } from './send-poll.ts';
import { isReaction, sendReaction } from './send-reaction.ts';
import type { ActionSigner } from './sign-action.ts';
import { thereOrGeneral } from './topic-or-general.ts';

export interface SendDeps {
  api: BotApi;
  files: FileStore;
  /** Signs the buttons. */
  actions: ActionSigner;
  /** Keeps the distance between the parts of a message that Telegram asks for. */
  isPaced: boolean;
  sleep: (milliseconds: number) => Promise<void>;
}

const sentMessage = z.looseObject({ message_id: z.int() });

/**
 * Milliseconds for a whole message, all parts, uploads and pauses together. Stays below the time for which the outbox
 * lends a message out (src/chat/outbox/sender.ts): a later answer would find the message counted as unknown.
 */
const sendLimitMs = 15_000;

/** Milliseconds from one part of a message to the next: what a chat bears, see pace.ts. */
const partPauseMs = 1000;

/** Says a message: as a reaction or a poll where it is one and Telegram lets us, else in words. @throws SendError */
export async function sendMessage(message: OutboundMessage, deps: SendDeps): Promise<Sent> {
  const { body } = message;
  const limits = { api: deps.api, limitMs: sendLimitMs / 2 };
  if (isReaction(body)) {
    const reacted = await sendReaction(message, limits);
    if (reacted) return reacted;
  }
  const asked = body.poll && (await sendPoll(message, body.poll, limits));
  return asked ?? sayInWords({ ...message, body: pollInWords(body) }, deps);
}

/**
 * Says a message. @returns the platform id of its main part, see Rendered.main
 * @throws SendError; once the first of several parts has arrived a failure is `unknown`, for repeating it all would
 * say the first part twice
 */
async function sayInWords(message: OutboundMessage, deps: SendDeps): Promise<Sent> {
  const { calls, main } = renderMessage(message, deps.actions.sign);
  const end = performance.now() + sendLimitMs;
  const left = () => Math.max(1, end - performance.now());
  const ids: number[] = [];
  for (const call of calls) {
    const send = () => sendOne(call, message, deps, left());
    if (ids.length > 0 && deps.isPaced)
      await deps.sleep(Math.min(partPauseMs, left() / 2 / (calls.length - ids.length)));
    ids.push(await (ids.length === 0 ? send() : sendNext(send, deps, left)));
  }
  return { messageId: String(ids[main] ?? ids[0]) };
}

/** A later part: asked to wait, it waits; failing for good, it leaves the whole message half said. */
async function sendNext(send: () => Promise<number>, { sleep }: SendDeps, left: () => number): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const wait = error instanceof SendError ? error.retryAfterMs : undefined;
      if (wait === undefined || wait > left() || attempt >= 3) throw halfSaid(error);
      await sleep(wait);
    }
  }
}

const halfSaid = (cause: unknown) =>
  new SendError('telegram.half_sent', 'the first part of the message arrived, a later one did not', {
    outcome: 'unknown',
    cause,
  });

async function sendOne(
  call: SendCall,
  { conversation }: OutboundMessage,
  { api, files }: SendDeps,
  limitMs: number,
): Promise<number> {
  if (call.method === 'sendMessage') {
    const sent = await thereOrGeneral(call.payload, (payload) =>
      settle(api.call('sendMessage', payload, sentMessage, { limitMs }), conversation),
    );
    return sent.message_id;
  }
  const source = await files.read(call.file.sha256).catch(fileUnreadable);
  const document = { source, filename: uploadName(call.file.name) };
  const sent = await thereOrGeneral(call.payload, (payload) =>
    settle(api.call('sendDocument', { ...payload, document }, sentMessage, { limitMs }), conversation),
  );
  return sent.message_id;
}

function fileUnreadable(cause: unknown): never {
  const code = cause instanceof AppError ? cause.code : 'file.unreadable';
  throw new SendError(code, 'the file to send could not be read', { outcome: 'refused', permanent: true, cause });
}

/** Replaces text and buttons. Nothing to change counts as done. @throws SendError */
export async function editMessage(
  messageId: string,
  message: OutboundMessage,
  { api, actions }: SendDeps,
): Promise<void> {
  const edit = renderEdit(messageId, message, actions.sign);
  const asText = () => api.call('editMessageText', edit.text, z.unknown(), { limitMs: sendLimitMs / 2 });
  const asCaption = () => api.call('editMessageCaption', edit.caption, z.unknown(), { limitMs: sendLimitMs / 2 });
  const [first, second] = edit.hasFile ? [asCaption, asText] : [asText, asCaption];
  try {
    await change(first, message);
  } catch (error) {
    // The other kind of message is refused as a bad request; nothing else tells them apart.
    if (!(error instanceof SendError) || error.code !== 'telegram.bad_request') throw error;
    await change(second, message);
  }
}

async function change(call: () => Promise<unknown>, { conversation }: OutboundMessage): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isUnchanged(error)) throw repeatable(mapError(error, conversation));
  }
}
