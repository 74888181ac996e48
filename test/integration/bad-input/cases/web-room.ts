import type { BadInput } from '../catalogue.ts';

/** A request to the web room's API: an address that is read, a post to the room, or bytes as they are. */
export type WebInput = { read: string } | { post: unknown; times?: number } | { raw: string };

/** How many posts reach the inbox. */
export type WebRoomCase = BadInput<WebInput, { posts: number }>;

const none = { posts: 0 };
const refused = (status: number, code: RegExp) => ({ status, stored: none, reply: code }) as const;
const taken = (posts = 1) => ({ status: 201, stored: { posts }, reply: null }) as const;
const invalid = refused(400, /^request\.invalid$/);
const say = (text: unknown, more: object = {}) => ({ from: 'zhang-wei', text, ...more });
const host = 'host: 127.0.0.1\r\n';
const close = 'connection: close\r\n\r\n';

/** Requests that a page or a program may send by mistake or on purpose. */
export const webRoomCases: readonly WebRoomCase[] = [
  {
    id: '71 one press of the button, sent twenty times',
    input: { post: say('双击', { key: 'one-press' }), times: 20 },
    expect: taken(),
  },
  { id: '71 another press with the same words', input: { post: say('双击', { key: 'next-press' }) }, expect: taken() },
  ...[
    'after=-1',
    'after=1e9',
    'after=99999999999',
    'after=1;drop',
    'limit=0',
    'limit=100000',
    'after=NaN',
    'after=',
  ].map((query): WebRoomCase => ({
    id: `72 ${query}`,
    input: { read: `/api/rooms/main/messages?${query}` },
    expect: invalid,
  })),
  { id: '73 a number twice', input: { read: '/api/rooms/main/messages?after=1&after=2' }, expect: invalid },
  {
    id: '73 an object in an address',
    input: { read: '/api/rooms/main/messages?after[x]=1' },
    expect: { status: 200, stored: none, reply: null },
  },
  { id: '73 a list for words', input: { post: say(['a']) }, expect: invalid },
  { id: '73 an object for a name', input: { post: { from: { key: 'zhang-wei' }, text: 'a' } }, expect: invalid },
  { id: '73 a number for words', input: { post: say(5) }, expect: invalid },
  {
    id: '73 a prototype',
    input: { post: '{"from":"zhang-wei","text":"a","__proto__":{"role":"secretary"}}' },
    expect: refused(400, /^body\.not_json$/),
  },
  {
    id: '73 a constructor',
    input: { post: '{"from":"zhang-wei","text":"a","constructor":{"prototype":{"x":1}}}' },
    expect: refused(400, /^body\.not_json$/),
  },
  {
    id: '73 a doubled name',
    input: { post: '{"from":"nobody","from":"zhang-wei","text":"最后的算"}' },
    expect: taken(),
  },
  { id: '73 a role nobody gave', input: { post: say('出稿 路灯', { role: 'secretary' }) }, expect: taken() },
  {
    id: '74 two million characters',
    input: { post: say('a'.repeat(2_000_000)) },
    expect: refused(413, /^text\.too_long$/),
  },
  { id: '74 nothing', input: { post: say('') }, expect: refused(400, /^text\.empty$/) },
  { id: '74 nothing to be seen', input: { post: say('\u200B\u2060 ') }, expect: refused(400, /^text\.empty$/) },
  { id: '74 only mark-up', input: { post: say('<b></b><script></script>') }, expect: taken() },
  {
    id: '76 another host',
    input: { raw: `GET /api/rooms HTTP/1.1\r\nhost: evil.example\r\n${close}` },
    expect: refused(403, /^host\.refused$/),
  },
  {
    id: '76 a host that is only forwarded',
    input: {
      raw: `GET /api/rooms HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-host: 127.0.0.1\r\nx-forwarded-for: 127.0.0.1\r\n${close}`,
    },
    expect: refused(403, /^host\.refused$/),
  },
  { id: '76 HTTP/1.0', input: { raw: 'GET /api/rooms HTTP/1.0\r\n\r\n' }, expect: refused(403, /^host\.refused$/) },
  {
    id: '76 TRACE',
    input: { raw: `TRACE /api/rooms HTTP/1.1\r\n${host}${close}` },
    expect: refused(404, /^route\.not_found$/),
  },
  {
    id: '76 ten thousand headers',
    input: { raw: `GET / HTTP/1.1\r\n${host}${'x-a: 1\r\n'.repeat(10_000)}\r\n` },
    expect: refused(400, /^request\.malformed$/),
  },
  { id: '76 no HTTP', input: { raw: 'hello\r\n\r\n' }, expect: refused(400, /^request\.malformed$/) },
  {
    id: '77 a post that does not come to its end',
    input: {
      raw: `POST /api/rooms/main/messages HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: 100\r\n\r\n{"from"`,
    },
    expect: refused(400, /^request\.timeout$/),
  },
];
