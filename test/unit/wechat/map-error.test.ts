import { describe, expect, it } from 'vitest';
import { mapError } from '../../../adapters/wechat/sending/map-error.ts';
import { SendError } from '../../../src/chat/chat-adapter.ts';

const webAnswer = (ret: number | string) =>
  Object.assign(new Error('1 == 0'), { response: { data: { BaseResponse: { Ret: ret, ErrMsg: '' } } } });
const status = (code: number, details = '') => Object.assign(new Error(`${code} ${details}`), { code, details });
const system = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const halfHour = 30 * 60_000;

describe('errors of puppets', () => {
  it.each([
    ['1205 of the web protocol', webAnswer(1205)],
    ['1205 in words', webAnswer('1205')],
    ['RESOURCE_EXHAUSTED of a gateway', status(8)],
    ['the warning among a gateway’s words', status(2, 'send failed: 操作太频繁，请稍后再试。')],
    ['the warning in a puppet’s error', new Error('发送消息过于频繁，可稍后再试')],
  ])('a rest of half an hour after %s', (_what, error) => {
    expect(mapError(error)).toMatchObject({
      code: 'wechat.too_fast',
      outcome: 'refused',
      permanent: false,
      retryAfterMs: halfHour,
    });
  });

  it.each([
    ['1100', webAnswer(1100), 'wechat.logged_out'],
    ['1101', webAnswer(1101), 'wechat.logged_out'],
    ['1102', webAnswer(1102), 'wechat.logged_out'],
    ['nobody being logged in', new Error('not logged in, no this.__currentUserId yet.'), 'wechat.logged_out'],
    ['a wrong token', status(16), 'wechat.token_refused'],
    ['a gateway that is not there', status(14, 'No connection established. Last error: …'), 'wechat.unreachable'],
    ['a port that nobody listens at', system('ECONNREFUSED'), 'wechat.unreachable'],
    ['the same, wrapped', new Error('send', { cause: system('ENOTFOUND') }), 'wechat.unreachable'],
  ])('everything waits after %s', (_what, error, code) => {
    expect(mapError(error)).toMatchObject({ code, outcome: 'refused', permanent: false, everywhere: true });
  });

  it.each([
    ['an unknown room', status(5), 'wechat.bad_request'],
    ['a malformed message', status(3), 'wechat.bad_request'],
    ['what the puppet cannot send', status(12), 'wechat.not_supported'],
  ])('there is no second try after %s', (_what, error, code) => {
    expect(mapError(error)).toMatchObject({ code, outcome: 'refused', permanent: true, closed: false });
  });

  it.each([
    ['a deadline', status(4)],
    ['a gateway lost in the middle', status(14, 'Connection dropped')],
    ['a puppet’s own fault', status(2, 'Cannot read properties of undefined')],
    ['a connection that broke', system('ECONNRESET')],
    ['a time-out', new DOMException('timed out', 'TimeoutError')],
    ['something that is no error', 'oops'],
    ['nothing', undefined],
  ])('nobody knows what became of it after %s', (_what, error) => {
    expect(mapError(error)).toMatchObject({ code: 'wechat.no_answer', outcome: 'unknown' });
  });

  it('other answers are definite and passing', () => {
    expect(mapError(webAnswer(-1))).toMatchObject({ code: 'wechat.answered', outcome: 'refused', permanent: false });
  });

  it('an error of ours stays as it is', () => {
    const ours = new SendError('wechat.empty', 'empty', { outcome: 'refused', permanent: true });
    expect(mapError(ours)).toBe(ours);
  });

  it('keeps nothing of the puppet’s error, which can hold words of members and keys of the login', () => {
    const secret = Object.assign(webAnswer(1), { config: { params: { pass_ticket: 'geheim' } } });
    const mapped = mapError(new Error('报名：张三', { cause: secret }));
    expect(JSON.stringify([mapped, mapped.message, mapped.cause ?? ''])).not.toMatch(/geheim|张三/);
  });
});
