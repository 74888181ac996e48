import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchMessages } from '../../support/room-messages.ts';
import { openWebDoor, toldBy, type WebDoor } from '../../support/web-door.ts';
import { fileCases, type FileCase } from './cases/files.ts';
import { expectPlain, recordLog } from './recorded-log.ts';

const log = recordLog();
let door: WebDoor;
beforeAll(async () => {
  door = await openWebDoor({ log });
});
afterAll(() => door.close());

interface Shown {
  readonly size: number;
  readonly url: string;
}

/** Fetches the file as the page does. It comes back byte for byte, as nothing but what it is. */
async function expectHandedOut(shown: Shown | undefined, { input, expect: expected }: FileCase): Promise<void> {
  expect(shown).toMatchObject({ name: expected.stored.name, size: input.bytes.length });
  const file = await fetch(door.url + (shown?.url ?? ''));
  expect(Buffer.from(await file.arrayBuffer())).toEqual(input.bytes);
  expect(file.headers.get('content-type')).toBe(expected.stored.type);
  expect(file.headers.get('content-disposition')).toMatch(new RegExp(`^${expected.stored.disposition}; `));
  expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  expect(file.headers.get('set-cookie')).toBeNull();
}

async function expectRefused(answer: Response, code: RegExp, name: string): Promise<void> {
  const told = await toldBy(answer);
  expect(told.code).toMatch(code);
  expectPlain(told.message, name);
}

describe('files that come into the room', () => {
  it.each(fileCases.map((row) => [row.id, row] as const))('%s', async (_id, row) => {
    const { name, type, bytes, times = 1 } = row.input;
    const before = door.rooms.inbox.length;
    const attachments = Array.from({ length: times }, () => ({ name, type, base64: bytes.toString('base64') }));
    const answer = await door.post({ from: 'zhang-wei', text: '', attachments });
    expect(answer.status).toBe(row.expect.status);
    expect(door.rooms.inbox).toHaveLength(before + row.expect.stored.files);
    expect(log.lines).toEqual([]);
    if (row.expect.reply) await expectRefused(answer, row.expect.reply, name);
    else await expectHandedOut((await fetchMessages(door.url, 'main')).at(-1)?.attachments[0], row);
  });
});
