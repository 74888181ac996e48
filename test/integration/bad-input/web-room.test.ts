import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openWebDoor, type WebDoor } from '../../support/web-door.ts';
import { webRoomCases, type WebInput } from './cases/web-room.ts';
import { expectPlain, piecesOf, recordLog } from './recorded-log.ts';

const log = recordLog();
let door: WebDoor;
beforeAll(async () => {
  door = await openWebDoor({ log, requestTimeoutMs: 500 });
});
afterAll(() => door.close());

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

interface Answer {
  status: number;
  body: string;
}

/** Sends bytes as they are and reads all that comes back. */
function raw(bytes: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(door.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
    socket.on('error', reject).on('close', () => {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), body });
    });
    socket.write(bytes);
  });
}

const read = async (answer: Response): Promise<Answer> => ({ status: answer.status, body: await answer.text() });

async function send(input: WebInput): Promise<readonly Answer[]> {
  if ('raw' in input) return [await raw(input.raw)];
  if ('read' in input) return [await read(await fetch(door.url + input.read))];
  return Promise.all(Array.from({ length: input.times ?? 1 }, async () => read(await door.post(input.post))));
}

function expectRefused(answer: Answer | undefined, code: RegExp): void {
  const { error } = refusal.parse(JSON.parse(answer?.body ?? ''));
  expect(error.code).toMatch(code);
  expectPlain(error.message, '', 120);
}

describe('requests to the web room', () => {
  it.each(webRoomCases.map((row) => [row.id, row] as const))('%s', async (_id, { input, expect: expected }) => {
    const before = door.rooms.inbox.length;
    const answers = await send(input);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([expected.status]));
    expect(door.rooms.inbox).toHaveLength(before + expected.stored.posts);
    log.holdsNone(piecesOf(JSON.stringify(input)));
    if (expected.reply) expectRefused(answers[0], expected.reply);
  });

  it('77 a post that breaks off leaves nothing, and the room answers', async () => {
    const before = door.rooms.inbox.length;
    const socket = createConnection(door.port, '127.0.0.1');
    const head = 'POST /api/rooms/main/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n';
    await new Promise((resolve) => socket.write(`${head}content-length: 5000\r\n\r\n{"from":"zhang-wei"`, resolve));
    socket.destroy();
    expect((await door.post({ from: 'zhang-wei', text: '还在' })).status).toBe(201);
    expect(door.rooms.inbox).toHaveLength(before + 1);
  });
});
