import { TelegramError } from 'telegraf';
import { describe, expect, it } from 'vitest';
import { isPollClosed, isUnchanged, mapError, repeatable } from '../../../adapters/telegram/map-error.ts';
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

describe('what Telegram says of a place', () => {
  const what = {
    closed: { code: 'telegram.forbidden', permanent: true, closed: true },
    topic: { code: 'telegram.topic_gone', permanent: true, closed: false },
    notAllowed: { code: 'telegram.not_allowed', permanent: true, closed: false },
    badlyMade: { code: 'telegram.bad_request', permanent: true, closed: false },
  };
  it.each([
    [403, 'Forbidden: bot was kicked from the supergroup chat', what.closed],
    [403, 'Forbidden: bot was blocked by the user', what.closed],
    [403, 'Forbidden: user is deactivated', what.closed],
    [403, "Forbidden: bot can't initiate conversation with a user", what.closed],
    [403, 'Forbidden: the group chat was deleted', what.closed],
    [400, 'Bad Request: chat not found', what.closed],
    [400, 'Bad Request: not enough rights to send text messages to the chat', what.closed],
    [400, 'Bad Request: have no rights to send a message', what.closed],
    [400, 'Bad Request: not enough rights', what.closed],
    [400, 'Bad Request: need administrator rights in the channel chat', what.closed],
    [400, 'Bad Request: group chat was deactivated', what.closed],
    [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', what.closed],
    [400, 'Bad Request: PEER_ID_INVALID', what.closed],
    [400, 'Bad Request: TOPIC_CLOSED', what.topic],
    [400, 'Bad Request: TOPIC_DELETED', what.topic],
    [400, 'Bad Request: message thread not found', what.topic],
    [400, 'Bad Request: not enough rights to send polls to the chat', what.notAllowed],
    [400, 'Bad Request: not enough rights to send documents to the chat', what.notAllowed],
    [400, 'Bad Request: CHAT_SEND_DOCS_FORBIDDEN', what.notAllowed],
    [400, 'Bad Request: REACTION_INVALID', what.notAllowed],
    [400, 'Bad Request: REACTIONS_TOO_MANY', what.notAllowed],
    [400, 'Bad Request: message is too long', what.badlyMade],
    [400, 'Bad Request: message text is empty', what.badlyMade],
    [400, "Bad Request: can't parse entities: Unsupported start tag", what.badlyMade],
    [400, 'Bad Request: message to edit not found', what.badlyMade],
    [413, 'Request Entity Too Large', what.badlyMade],
  ])('%i %s', (status, description, expected) => {
    expect(mapError(answered(status, description), topic)).toMatchObject({ outcome: 'refused', ...expected });
  });
});

describe('closing a poll', () => {
  it.each([
    [answered(400, 'Bad Request: poll has already been closed'), true],
    [answered(400, 'Bad Request: message with poll to stop not found'), false],
    [answered(403, 'poll has already been closed'), false],
    [broken('ECONNRESET'), false],
  ])('is done already: %s', (error, expected) => {
    expect(isPollClosed(error)).toBe(expected);
  });
});

describe('what lands once however often it is done', () => {
  it('may be done again when no answer came, and else stays what it was', () => {
    expect(repeatable(mapError(broken('ECONNRESET'), topic))).toMatchObject({ outcome: 'refused', permanent: false });
    const refusal = mapError(answered(429, '', { retry_after: 3 }), topic);
    expect(repeatable(refusal)).toBe(refusal);
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
