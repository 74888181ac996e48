import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhookSecret } from '../../support/telegram-door.ts';
import { toldBy } from '../../support/web-door.ts';
import { webhookCases, type WebhookCase } from './cases/webhook.ts';
import { piecesOf } from './recorded-log.ts';
import { openBranchOnTelegram, type BranchOnTelegram } from './telegram-door.ts';

let branch: BranchOnTelegram;
beforeAll(async () => {
  branch = await openBranchOnTelegram();
});
afterAll(() => branch.close());

async function inbox(): Promise<{ key: string; state: string }[]> {
  const { rows } = await branch.database.pool.query<{ key: string; state: string }>(
    'SELECT "updateKey" AS key, state FROM "InboxMessage" ORDER BY id',
  );
  return rows;
}

async function send({ method = 'POST', headers = {}, body = '', times = 1, elsewhere }: WebhookCase['input']) {
  const bytes = typeof body === 'string' ? body : new Uint8Array(body);
  const one = () => {
    if (!elsewhere) return branch.post(bytes, headers, method);
    const own = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhookSecret, ...headers };
    return fetch(branch.address.replace(/[0-9a-f]{32}$/, '0'.repeat(32)), { method, body: bytes, headers: own });
  };
  return Promise.all(Array.from({ length: times }, one));
}

async function expectRefusal(answer: Response | undefined, code: RegExp | null): Promise<void> {
  if (code === null) return;
  const told = await toldBy(answer ?? Response.error());
  expect(told.code).toMatch(code);
  expect(told.message).not.toMatch(/\n\s+at |Error\b|\[object/);
}

describe('requests to the webhook', () => {
  it.each(webhookCases.map((row) => [row.id, row] as const))('%s', async (_id, { input, expect: expected }) => {
    const before = await inbox();
    const answers = await send(input);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([expected.status]));
    await expectRefusal(answers[0], expected.reply);
    await branch.settle();
    const rows = (await inbox()).slice(before.length);
    expect(rows).toHaveLength(expected.stored.rows);
    expect(rows[0]?.key).toBe(expected.stored.key);
    expect(rows.filter(({ state }) => state === 'pending' || state === 'set_aside')).toEqual([]);
    branch.log.holdsNone(
      piecesOf(typeof input.body === 'string' ? input.body : '').filter((piece) => piece.length > 9),
    );
    expect(branch.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it.each([
    ['83 chunks without end', 'transfer-encoding: chunked', '5\r\n{"upd\r\n'],
    ['83 shorter than announced', 'content-length: 1000', '{"update_id":8310}'],
  ])('%s: nothing is kept of what broke off, and the door stays open', async (_id, header, body) => {
    const before = await inbox();
    const { hostname, port, pathname } = new URL(branch.address);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n`;
    const secret = `x-telegram-bot-api-secret-token: ${webhookSecret}\r\n`;
    await new Promise((resolve) => socket.write(`${head}${secret}${header}\r\n\r\n${body}`, resolve));
    socket.destroy();
    expect((await branch.post('{}')).status).toBe(400);
    expect(await inbox()).toEqual(before);
  });

  it('11 a character split between two chunks arrives whole', async () => {
    const text = '社情民意：𠮷祥社区的路灯🏮坏了';
    const [answers] = [await branch.hears([{ content: { text } }])];
    expect(answers.answers[0]).toMatch(/^已收到/);
    const { hostname, port, pathname } = new URL(branch.address);
    const update = {
      update_id: 1101,
      message: { message_id: 1101, date: 1, chat: { id: -1, type: 'group' }, text: '/help 路灯🏮' },
    };
    const body = Buffer.from(JSON.stringify(update));
    const socket = connect(Number(port), hostname).setNoDelay(true);
    await once(socket, 'connect');
    const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
    socket.write(`${head}x-telegram-bot-api-secret-token: ${webhookSecret}\r\ncontent-length: ${body.length}\r\n\r\n`);
    for (const byte of body) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
    const { rows } = await branch.database.pool.query(
      `SELECT payload->'message'->>'text' AS text FROM "InboxMessage" WHERE "updateKey" = '1101'`,
    );
    expect(rows).toEqual([{ text: '/help 路灯🏮' }]);
    await branch.settle();
  });
});
