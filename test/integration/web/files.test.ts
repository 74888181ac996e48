import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchMessages } from '../../support/room-messages.ts';
import { openWebDoor, type WebDoor } from '../../support/web-door.ts';

let door: WebDoor;
beforeAll(async () => {
  door = await openWebDoor();
});
afterAll(() => door.close());

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function sendFile(name: string, type: string, bytes: Buffer) {
  const attachments = [{ name, type, base64: bytes.toString('base64') }];
  const answer = await door.post({ from: 'zhang-wei', text: '', attachments });
  expect(answer.status).toBe(201);
  const sent = (await fetchMessages(door.url, 'main')).at(-1)?.attachments[0];
  if (!sent) throw new Error('the message shows no file');
  return sent;
}

describe('a file of the room', () => {
  it('comes back byte for byte under its Chinese name', async () => {
    const bytes = Buffer.from('提案草稿：关于路灯的建议');
    const sent = await sendFile('路灯 建议（终稿）.docx', 'application/msword', bytes);
    expect(sent).toMatchObject({ name: '路灯 建议（终稿）.docx', type: 'application/msword', size: bytes.length });
    const answer = await fetch(door.url + sent.url);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="__ ______.docx"; filename*=UTF-8''${encodeURIComponent('路灯 建议（终稿）.docx')}`,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('reaches the inbox with its hash', async () => {
    await sendFile('a.png', 'image/png', png);
    const sha256 = createHash('sha256').update(png).digest('hex');
    expect(door.rooms.inbox.at(-1)).toMatchObject({
      files: [{ name: 'a.png', type: 'image/png', size: png.length, sha256 }],
    });
  });

  it('is shown in the page when it is a picture', async () => {
    const sent = await sendFile('照片.png', 'image/png', png);
    const answer = await fetch(door.url + sent.url);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; /);
  });

  it.each([
    ['page.png', 'image/png', '<script>alert(1)</script>'],
    ['draw.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['page.html', 'text/html', '<script>alert(1)</script>'],
    ['odd.bin', 'text/html\r\nx-evil: 1', 'x'],
  ])('%s, said to be %s, is only ever saved', async (name, type, text) => {
    const sent = await sendFile(name, type, Buffer.from(text));
    expect(sent.type).not.toMatch(/^image/);
    const answer = await fetch(door.url + sent.url);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(answer.headers.get('x-evil')).toBeNull();
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\zhang\\照片.jpg', '照片.jpg'],
    ['a\r\nSet-Cookie: x.png', 'aSet-Cookie: x.png'],
    ['好\u202Egpj.exe', '好gpj.exe'],
    ['...', '文件'],
    ['引号".txt', '引号".txt'],
    [`${'名'.repeat(300)}.docx`, `${'名'.repeat(65)}.docx`],
  ])('%j is shown as %j and can be fetched', async (name, shown) => {
    const sent = await sendFile(name, 'text/plain', Buffer.from(name));
    expect(sent.name).toBe(shown);
    const answer = await fetch(door.url + sent.url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('takes ten megabytes exactly', async () => {
    const sent = await sendFile('大.bin', 'application/zip', Buffer.alloc(10 * 1024 * 1024, 1));
    expect(sent.size).toBe(10 * 1024 * 1024);
  });

  it('is not there for another room', async () => {
    const { url } = await sendFile('私.txt', 'text/plain', Buffer.from('只在群里'));
    const elsewhere = url.replace('/rooms/main/', `/rooms/${encodeURIComponent('dm:li-fang')}/`);
    expect((await fetch(door.url + elsewhere)).status).toBe(404);
  });
});
