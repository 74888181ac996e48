import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webhookPath } from '../../../adapters/telegram/read-webhook.ts';
import { openTelegramDoor, webhookSecret, type TelegramDoor } from '../../support/telegram-door.ts';

const secretHeader = 'x-telegram-bot-api-secret-token';
const update = { update_id: 7, message: { message_id: 1, date: 1_767_000_000, chat: { id: 5, type: 'private' } } };

describe('the webhook', () => {
  let door: TelegramDoor;
  let address: string;
  beforeEach(async () => {
    door = await openTelegramDoor({ by: 'webhook' });
    await door.telegram.called('setWebhook');
    address = `${door.url}${webhookPath(webhookSecret)}`;
    await isOpen(door);
  });
  afterEach(() => door.close());

  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(address, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'content-type': 'application/json', [secretHeader]: webhookSecret, ...headers },
    });

  it('was set with the secret and what we want to hear, without dropping what waits', async () => {
    const { params } = await door.telegram.called('setWebhook');
    expect(params).toEqual({
      url: address,
      secret_token: webhookSecret,
      allowed_updates: [
        'message',
        'edited_message',
        'callback_query',
        'my_chat_member',
        'message_reaction',
        'poll_answer',
      ],
      drop_pending_updates: false,
    });
  });

  it.each([
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['a word', '""', 400],
    ['nothing inside', '{}', 400],
    ['an empty body', '', 400],
    ['no JSON', '{"update_id":', 400],
    ['a number as a word', '{"update_id":"7"}', 400],
    ['an endless number', '{"update_id":1e400}', 400],
    ['a fraction', '{"update_id":7.5}', 400],
    ['a negative number', '{"update_id":-1}', 400],
    ['a number beyond exactness', '{"update_id":9007199254740993}', 400],
    ['lists without end', '['.repeat(10_000) + ']'.repeat(10_000), 400],
    [
      'half a Chinese character',
      Buffer.concat([Buffer.from('{"update_id":7,"x":"'), Buffer.from([0xe5]), Buffer.from('"}')]),
      400,
    ],
    ['two MiB', JSON.stringify({ ...update, filler: 'x'.repeat(2 * 1024 * 1024) }), 413],
  ])('refuses %s', async (_what, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    expect(door.intake.handed).toEqual([]);
  });

  it.each([
    ['plain text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON by a name that only begins so', { 'content-type': 'application/json5' }],
  ])('refuses %s', async (_what, headers) => {
    expect((await post(JSON.stringify(update), headers)).status).toBe(400);
    expect(door.intake.handed).toEqual([]);
  });

  it('refuses a packed body', async () => {
    const response = await post(gzipSync(JSON.stringify(update)), { 'content-encoding': 'gzip' });
    expect(response.status).toBe(400);
  });

  it('refuses two MiB that were not announced, and goes on', async () => {
    const filler = Buffer.alloc(64 * 1024, 'x');
    async function* chunks() {
      for (let count = 0; count < 32; count += 1) yield filler;
    }
    const response = await fetch(address, {
      method: 'POST',
      body: ReadableStream.from(chunks()),
      headers: { 'content-type': 'application/json', [secretHeader]: webhookSecret },
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    expect((await post(JSON.stringify(update))).status).toBe(200);
  });

  it.each([
    ['missing', undefined],
    ['wrong', 'not-the-secret-of-this-test'],
    ['empty', ''],
    ['a beginning of it', webhookSecret.slice(0, -1)],
  ])('refuses a secret that is %s, before reading', async (_what, secret) => {
    const headers = { 'content-type': 'application/json', ...(secret === undefined ? {} : { [secretHeader]: secret }) };
    // A body that would be refused as too large, had it been looked at.
    const body = JSON.stringify({ ...update, filler: 'x'.repeat(2 * 1024 * 1024) });
    const response = await fetch(address, { method: 'POST', body, headers });
    expect(response.status).toBe(401);
    expect(door.intake.handed).toEqual([]);
  });

  it('refuses the secret given twice', async () => {
    const answer = await raw([
      `POST ${webhookPath(webhookSecret)} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n`,
      `${secretHeader}: ${webhookSecret}\r\n${secretHeader}: ${webhookSecret}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it.each(['GET', 'PUT', 'HEAD', 'DELETE'])('does not know %s', async (method) => {
    const response = await fetch(address, { method, headers: { [secretHeader]: webhookSecret } });
    expect(response.status).toBe(404);
  });

  it('is at no other path', async () => {
    const response = await fetch(`${door.url}/telegram/${'0'.repeat(32)}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
  });

  it('keeps Chinese whole when it is cut between TCP chunks', async () => {
    const text = '学习体会：𠮷祥社区的路灯🏮坏了';
    const body = Buffer.from(JSON.stringify({ ...update, message: { ...update.message, text } }));
    const head = [
      `POST ${webhookPath(webhookSecret)} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json; charset=utf-8\r\n`,
      `${secretHeader}: ${webhookSecret}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`,
    ];
    const answer = await raw([...head, ...[...body].map((byte) => Buffer.of(byte))]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(door.adapter.parse(door.intake.updates[0]?.payload)?.text).toBe(text);
  });

  it('answers 503 while nothing can be stored, and Telegram sends it again', async () => {
    door.intake.fail(1);
    expect((await post(JSON.stringify(update))).status).toBe(503);
    expect((await post(JSON.stringify(update))).status).toBe(200);
    expect(door.intake.updates).toHaveLength(1);
  });

  it('takes 200 deliveries of one update at once as one', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => post(JSON.stringify(update))));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(door.intake.updates).toHaveLength(1);
  });

  it.each([
    ['a kind that does not exist yet', '{"update_id":8,"hologram":{"id":1}}'],
    ['a message of another shape', '{"update_id":8,"message":"hello"}'],
    ['extreme depth', `{"update_id":8,"message":${'['.repeat(9000)}${']'.repeat(9000)}}`],
    ['keys that change objects', '{"update_id":8,"__proto__":{"message":{}},"constructor":1}'],
    ['a doubled key', '{"update_id":1,"update_id":8}'],
  ])('keeps the number of %s and means nothing by it', async (_what, body) => {
    expect((await post(body)).status).toBe(200);
    const [kept] = door.intake.updates;
    expect(kept?.updateKey).toBe('8');
    expect(door.adapter.parse(kept?.payload)).toBeNull();
    expect(() => JSON.stringify(kept?.payload)).not.toThrow();
  });

  it('stands where it was put when the secret stays the same, and tells nothing of it', () => {
    expect(webhookPath(webhookSecret)).toBe(webhookPath(webhookSecret));
    expect(webhookPath(webhookSecret)).toMatch(/^\/telegram\/[0-9a-f]{32}$/);
    expect(webhookPath(`${webhookSecret}x`)).not.toBe(webhookPath(webhookSecret));
  });

  /** Writes the pieces one by one to the socket and reads the whole answer. */
  async function raw(pieces: readonly (string | Buffer)[]): Promise<string> {
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    const answer: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => answer.push(chunk));
    const ended = once(socket, 'close');
    for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
    await ended;
    return Buffer.concat(answer).toString('utf8');
  }
});

/** The bot's name is learnt before the webhook is set; the door reports itself open right after. */
async function isOpen(door: TelegramDoor): Promise<void> {
  while (!door.adapter.health().ok) await new Promise((resolve) => setImmediate(resolve));
}
