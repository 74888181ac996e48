import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWebDoor, type WebDoor } from '../../support/web-door.ts';

let door: WebDoor;
beforeAll(async () => {
  door = await openWebDoor({ requestTimeoutMs: 400 });
});
afterAll(() => door.close());

/** Sends bytes as they are and returns all that comes back. fetch would not let a test write these headers. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(door.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject).on('close', () => resolve(answer));
    socket.write(bytes);
  });
}
const get = (headers: string, address = '/api/rooms') =>
  raw(`GET ${address} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);
const post = (headers: string) => {
  const body = '{"from":"zhang-wei","text":"你好"}';
  const length = Buffer.byteLength(body);
  const start = `POST /api/rooms/main/messages HTTP/1.1\r\nconnection: close\r\n${headers}`;
  return raw(`${start}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`);
};
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe('only this machine', () => {
  it.each(['127.0.0.1', '127.0.0.1:3000', 'localhost', 'LOCALHOST:3000', '[::1]:3000', '127.8.8.8'])(
    'opens for Host %s',
    async (host) => expect(statusOf(await get(`host: ${host}\r\n`))).toBe(200),
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:3000',
    '192.168.1.5:3000',
    '0.0.0.0:3000',
    'evil@127.0.0.1',
    '127.0.0.1/evil',
    '',
  ])('stays shut for Host "%s", on every door', async (host) => {
    for (const address of ['/', '/room.js', '/api/rooms', '/api/rooms/main/stream', '/api/drafts/1/document.docx']) {
      const answer = await get(`host: ${host}\r\n`, address);
      expect([address, statusOf(answer)]).toEqual([address, 403]);
      expect(answer).toContain('"host.refused"');
    }
  });

  it('does not believe X-Forwarded-Host', async () => {
    expect(statusOf(await get('host: evil.example\r\nx-forwarded-host: 127.0.0.1\r\n'))).toBe(403);
  });

  it('stays shut without a Host, as in HTTP/1.0', async () => {
    expect(statusOf(await raw('GET /api/rooms HTTP/1.0\r\n\r\n'))).toBe(403);
  });

  it("takes posts of its own page and of programs, and none of another site's", async () => {
    const own = `127.0.0.1:${door.port}`;
    const before = door.rooms.inbox.length;
    expect(statusOf(await post(`host: ${own}\r\n`))).toBe(201);
    expect(statusOf(await post(`host: ${own}\r\norigin: http://${own}\r\n`))).toBe(201);
    for (const origin of ['http://evil.example', `https://${own}`, 'http://127.0.0.1:1', 'null', 'http://localhost']) {
      const answer = await post(`host: ${own}\r\norigin: ${origin}\r\n`);
      expect([origin, statusOf(answer)]).toEqual([origin, 403]);
      expect(answer).toContain('"origin.refused"');
    }
    expect(door.rooms.inbox).toHaveLength(before + 2);
  });

  it('lets no other site read: it grants no origin anything', async () => {
    const answer = await get(`host: 127.0.0.1\r\n`);
    expect(answer).not.toMatch(/access-control-allow/i);
    expect(answer).toMatch(/content-security-policy: default-src 'self';.*frame-ancestors 'none'/i);
    expect(answer).toMatch(/referrer-policy: no-referrer/i);
  });
});

describe('bytes that are no proper request', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n${'x-a: 1\r\n'.repeat(10_000)}\r\n`],
    [
      'two lengths',
      'POST /api/rooms/main/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
    ],
  ])('%s are refused in our words', async (_what, bytes) => {
    const answer = await raw(bytes);
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('"request.malformed"');
  });

  it('a body that never ends is cut off', async () => {
    const answer = await raw(
      'POST /api/rooms/main/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"from"',
    );
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('"request.timeout"');
  });

  it.each([
    ['TRACE', 404],
    ['PROPFIND', 404],
    ['BREW', 400],
    ['CONNECT', NaN],
  ])('%s is no door', async (method, status) => {
    const answer = await raw(`${method} /api/rooms HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
    expect(statusOf(answer)).toBe(status);
  });

  it('the room still answers after all that', async () => {
    expect((await fetch(`${door.url}/api/rooms`)).status).toBe(200);
  });
});
