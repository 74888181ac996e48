import { TelegramError } from 'telegraf';
import { describe, expect, it } from 'vitest';
import { isUnchanged, mapError } from '../../../adapters/telegram/map-error.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';

const topic = asConversationId('telegram:-4001:3');
const token = '700001:stand-in-token';
const answered = (
  error_code: number,
  description = '',
  parameters: { retry_after?: number; migrate_to_chat_id?: number } = {},
) =>
  new TelegramError(
    { error_code, description, parameters },
    {
      method: 'sendMessage',
      payload: { text: '社情民意' },
    },
  );
const broken = (code: string) =>
  Object.assign(new Error(`request to https://api.telegram.org/bot${token}/sendMessage failed`), {
    code,
    name: 'FetchError',
  });

describe('what became of a send', () => {
  it.each([
    [
      '429',
      answered(429, '', { retry_after: 3 }),
      { outcome: 'refused', permanent: false, retryAfterMs: 3000, code: 'telegram.too_fast' },
    ],
    ['429 without a figure', answered(429), { outcome: 'refused', permanent: false, retryAfterMs: 1000 }],
    [
      '400',
      answered(400, 'Bad Request: message is too long'),
      { outcome: 'refused', permanent: true, closed: false, code: 'telegram.bad_request' },
    ],
    [
      'no such chat',
      answered(400, 'Bad Request: chat not found'),
      { outcome: 'refused', permanent: true, closed: true, code: 'telegram.forbidden' },
    ],
    [
      'muted',
      answered(400, 'Bad Request: not enough rights to send text messages to the chat'),
      { outcome: 'refused', permanent: true, closed: true },
    ],
    [
      '400 moved',
      answered(400, '', { migrate_to_chat_id: -1004001 }),
      { outcome: 'refused', permanent: false, movedTo: 'telegram:-1004001:3' },
    ],
    ['403', answered(403), { outcome: 'refused', permanent: true, closed: true, code: 'telegram.forbidden' }],
    ['401', answered(401), { outcome: 'refused', permanent: false, everywhere: true, code: 'telegram.token_refused' }],
    ['409', answered(409), { outcome: 'refused', permanent: false }],
    ['500', answered(500), { outcome: 'refused', permanent: false, code: 'telegram.server_error' }],
    ['502', answered(502), { outcome: 'refused', permanent: false }],
    ['no server there', broken('ECONNREFUSED'), { outcome: 'refused', permanent: false, code: 'telegram.unreachable' }],
    ['no such name', broken('ENOTFOUND'), { outcome: 'refused', permanent: false, everywhere: true }],
    ['no name server', broken('EAI_AGAIN'), { outcome: 'refused' }],
    ['the connection never stood', broken('NOT_CONNECTED'), { outcome: 'refused' }],
    ['reset', broken('ECONNRESET'), { outcome: 'unknown', code: 'telegram.no_answer' }],
    ['silence', broken('ETIMEDOUT'), { outcome: 'unknown' }],
    ['given up', Object.assign(new Error('aborted'), { name: 'AbortError' }), { outcome: 'unknown' }],
    [
      'an answer that is no JSON',
      Object.assign(broken('x'), { code: undefined, type: 'invalid-json' }),
      { outcome: 'unknown' },
    ],
    ['anything else', new TypeError('?'), { outcome: 'unknown' }],
    ['not even an error', 'nothing', { outcome: 'unknown' }],
  ])('%s', (_what, error, expected) => {
    expect(mapError(error, topic)).toMatchObject(expected);
  });

  it.each([
    ['an answer', answered(400, 'Bad Request')],
    ['a broken call', broken('ECONNRESET')],
  ])('holds neither token nor words after %s', (_what, error) => {
    const mapped = mapError(error, topic);
    const all = JSON.stringify([mapped.message, mapped.stack, mapped.cause, mapped]);
    expect(all).not.toContain(token);
    expect(all).not.toContain('社情民意');
  });
});

describe('an edit that changes nothing', () => {
  it.each([
    [answered(400, 'Bad Request: message is not modified: specified new message content is the same'), true],
    [answered(400, 'Bad Request: message to edit not found'), false],
    [answered(403, 'message is not modified'), false],
    [new Error('message is not modified'), false],
  ])('%s', (error, expected) => {
    expect(isUnchanged(error)).toBe(expected);
  });
});
