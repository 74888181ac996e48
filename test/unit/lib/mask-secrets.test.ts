import { describe, expect, it } from 'vitest';
import { createMask } from '../../../src/lib/mask-secrets.ts';

const token = '123456:AAHd-qTcv';

describe('secrets in what is written', () => {
  it.each([
    ['as it is', token, `failed with ${token}!`],
    ['in an address', token, `POST https://api.telegram.org/bot${token}/getMe`],
    ['percent-encoded', token, `https://h/?next=bot${encodeURIComponent(token)}`],
    ['percent-encoded in small letters', 'p@ss/wörd', 'redirect to p%40ss%2fw%c3%b6rd'],
    ['in JSON', 'pa"ss\\word', JSON.stringify({ url: 'x pa"ss\\word y' })],
    ['in JSON in JSON', 'pa"ss\\word', JSON.stringify({ body: JSON.stringify({ url: 'pa"ss\\word' }) })],
    ['in a stack', 'geheimnis', 'Error: no geheimnis\n    at f (postgresql://u:geheimnis@h/d:1:1)'],
    ['a short one alone', 'abc', 'the password abc is wrong, "abc"'],
  ])('are masked %s', (_where, secret, text) => {
    const masked = createMask([secret])(text);
    expect(masked).toContain('[secret]');
    for (const form of [secret, encodeURIComponent(secret).toLowerCase(), JSON.stringify(secret).slice(1, -1)]) {
      expect(masked.toLowerCase().replaceAll('[secret]', '')).not.toContain(form.toLowerCase());
    }
  });

  it('of anybody are masked in an address', () => {
    expect(createMask([])('to postgresql://bob:hunter2@db/x and redis://:pw@h')).toBe(
      'to postgresql://bob:[secret]@db/x and redis://:[secret]@h',
    );
    expect(createMask([])('at http://127.0.0.1:3000/a@b and mail bob@h')).toBe(
      'at http://127.0.0.1:3000/a@b and mail bob@h',
    );
  });

  it('that are short do not mask other words, and none masks nothing', () => {
    expect(createMask(['abc', '', ' '])('abcdef _abc 中abc')).toBe('abcdef _abc 中abc');
  });

  it('are not the only danger: what could forge or hide a line is spelt out', () => {
    expect(createMask([])('a\u001b[2Jb\rc\u202ed\u2028e\tf\n')).toBe('a\\u001b[2Jb\\u000dc\\u202ed\\u2028e\tf\n');
  });
});
