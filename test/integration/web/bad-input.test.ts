import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWebDoor, toldBy, type WebDoor } from '../../support/web-door.ts';

let door: WebDoor;
beforeAll(async () => {
  door = await openWebDoor();
});
afterAll(() => door.close());

const say = (text: unknown, more: object = {}) => ({ from: 'zhang-wei', text, ...more });
const file = (base64: unknown, name = '照片.png') =>
  say('看图', { attachments: [{ name, type: 'image/png', base64 }] });
const big = Buffer.alloc(10 * 1024 * 1024 + 1, 7).toString('base64');
const nested = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;

/** What is sent, the status, and the code. */
const refused: readonly (readonly [what: string, body: unknown, status: number, code: string])[] = [
  ['no words', say(''), 400, 'text.empty'],
  ['white space', say(' \n\t　'), 400, 'text.empty'],
  ['zero-width characters only', say('\u200B\u200B'), 400, 'text.empty'],
  ['NUL only', say('\0\0'), 400, 'text.empty'],
  ['no text at all', { from: 'zhang-wei' }, 400, 'text.empty'],
  ['20,001 characters', say('字'.repeat(20_001)), 413, 'text.too_long'],
  ['100,000 characters', say('字'.repeat(100_000)), 413, 'text.too_long'],
  ['2 MB of text', say('a'.repeat(2_000_000)), 413, 'text.too_long'],
  ['an unknown member', { from: 'nobody', text: '你好' }, 403, 'member.not_in_room'],
  ['the bot itself', { from: 'bot', text: '你好' }, 403, 'member.not_in_room'],
  ['an unknown member with a file', { ...file('aGVsbG8='), from: 'nobody' }, 403, 'member.not_in_room'],
  ['a reply to nothing', say('补充', { replyTo: 424242 }), 404, 'message.not_found'],
  ['a reply to a word', say('补充', { replyTo: 'x' }), 400, 'request.invalid'],
  ['a reply beyond all ids', say('补充', { replyTo: 2 ** 53 }), 400, 'request.invalid'],
  ['a reply to a half', say('补充', { replyTo: 1.5 }), 400, 'request.invalid'],
  ['a number for text', say(5), 400, 'request.invalid'],
  ['a list for text', say(['a']), 400, 'request.invalid'],
  ['an object for from', { from: { key: 'zhang-wei' }, text: 'a' }, 400, 'request.invalid'],
  ['an empty from', { from: '', text: 'a' }, 400, 'request.invalid'],
  ['a list as body', [], 400, 'request.invalid'],
  ['null as body', 'null', 400, 'request.invalid'],
  ['a word as body', '"你好"', 400, 'request.invalid'],
  ['ten thousand brackets', nested, 400, 'request.invalid'],
  ['nothing', '', 400, 'body.not_json'],
  ['no JSON', '{"from":', 400, 'body.not_json'],
  ['a prototype', '{"from":"zhang-wei","text":"a","__proto__":{"role":"secretary"}}', 400, 'body.not_json'],
  ['a button too long', { from: 'zhang-wei', action: 'x'.repeat(65) }, 400, 'request.invalid'],
  ['a button of no message', { from: 'zhang-wei', action: 'sign:1' }, 400, 'request.invalid'],
  ['a file above 10 MB', file(big), 413, 'file.too_large'],
  ['files above 20 MB together', { ...file(big), text: 'x', pad: big + big }, 413, 'body.too_large'],
  [
    'ten files',
    say('x', { attachments: Array.from({ length: 10 }, () => ({ name: 'a', base64: 'YQ==' })) }),
    413,
    'file.too_many',
  ],
  ['base64 with a hole', file('aGVs bG8='), 400, 'file.not_base64'],
  ['base64 cut short', file('aGVsbG8'), 400, 'file.not_base64'],
  ['a data URL', file('data:image/png;base64,aGVsbG8='), 400, 'file.not_base64'],
  ['an empty file', file(''), 400, 'file.empty'],
  ['a number for a file', file(7), 400, 'request.invalid'],
  ['files that are no list', say('x', { attachments: 'a' }), 400, 'request.invalid'],
];

describe('a post that cannot be taken', () => {
  it.each(refused)('%s is refused with its code and kind words', async (_what, body, status, code) => {
    const before = door.rooms.inbox.length;
    const answer = await door.post(body);
    expect(answer.status).toBe(status);
    const error = await toldBy(answer);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/[\u4E00-\u9FFF].*[。：]/);
    expect(door.rooms.inbox).toHaveLength(before);
  });

  it('is refused when it is another content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      const answer = await fetch(`${door.url}/api/rooms/main/messages`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(say('你好')),
      });
      expect([type, answer.status]).toEqual([type, 400]);
      expect(await answer.json()).toMatchObject({ error: { code: 'body.not_json' } });
    }
  });

  it('is refused when it is not UTF-8', async () => {
    const gbk = Buffer.concat([
      Buffer.from('{"from":"zhang-wei","text":"'),
      Buffer.from([0xc4, 0xe3]),
      Buffer.from('"}'),
    ]);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${door.url}/api/rooms/main/messages`, { method: 'POST', headers, body: gbk });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'body.not_utf8' } });
  });

  it('names an unknown room', async () => {
    const answer = await door.post(say('你好'), 'nowhere');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'room.not_found' } });
  });

  it("does not let a member speak in another's private room", async () => {
    const answer = await door.post(say('你好'), 'dm:li-fang');
    expect(answer.status).toBe(403);
  });
});

describe('a post that looks odd and is taken', () => {
  const taken: readonly (readonly [string, unknown, string])[] = [
    ['NUL in the middle', '路灯\0不亮', '路灯不亮'],
    ['a lone surrogate', '路灯\uD800不亮', '路灯\uFFFD不亮'],
    ['20,000 characters', '字'.repeat(20_000), '字'.repeat(20_000)],
    ['20,000 characters beyond the basic plane', '𠮷'.repeat(20_000), '𠮷'.repeat(20_000)],
    ['mark-up', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['rare characters', '㐂﨑👨‍👩‍👧', '㐂﨑👨‍👩‍👧'],
    ['Windows line ends', '一\r\n二', '一\n二'],
  ];
  it.each(taken)('%s', async (_what, text, kept) => {
    const answer = await door.post(say(text));
    expect(answer.status).toBe(201);
    expect(door.rooms.inbox.at(-1)).toMatchObject({ text: kept });
  });

  it('a forged role changes nothing', async () => {
    const answer = await door.post(say('出稿 路灯', { role: 'secretary', isAdmin: true }));
    expect(answer.status).toBe(201);
    expect(door.rooms.inbox.at(-1)).not.toHaveProperty('role');
  });
});

describe('an address that is not right', () => {
  it.each([
    ['/api/rooms/nowhere/messages', 404],
    ['/api/rooms/nowhere/members', 404],
    ['/api/rooms/nowhere/stream', 404],
    ['/api/rooms/main/messages?after=-1', 400],
    ['/api/rooms/main/messages?after=1e9', 400],
    ['/api/rooms/main/messages?after=99999999999', 400],
    ['/api/rooms/main/messages?after=1;drop', 400],
    ['/api/rooms/main/messages?after=1&after=2', 400],
    ['/api/rooms/main/messages?limit=0', 400],
    ['/api/rooms/main/messages?limit=100000', 400],
    ['/api/rooms/main/stream?after=x', 400],
    ['/api/rooms/%zz/messages', 400],
    [`/api/rooms/${'x'.repeat(500)}/messages`, 400],
    ['/api/units/demo/points?year=abc', 400],
    ['/api/units/demo/points?year=2026', 404],
    ['/api/units/demo/submissions', 404],
    ['/api/activities/0/roll', 400],
    ['/api/activities/x/roll', 400],
    ['/api/drafts/1', 404],
    ['/api/drafts/1/document.docx', 404],
    ['/api/rooms/main/files/abc/a.png', 400],
    [`/api/rooms/main/files/${'a'.repeat(64)}/a.png`, 404],
    ['/nothing', 404],
    ['/package.json', 404],
    ['/..%2f..%2fpackage.json', 404],
    ['/%2e%2e/%2e%2e/package.json', 404],
    ['/web-adapter.ts', 404],
  ])('%s is answered with %i', async (address, status) => {
    const answer = await fetch(door.url + address);
    expect(answer.status).toBe(status);
    const error = await toldBy(answer);
    expect(error.message).not.toBe('');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not a door', async (method) => {
    const answer = await fetch(`${door.url}/api/rooms/main/messages`, { method });
    expect(answer.status).toBe(404);
  });
});
