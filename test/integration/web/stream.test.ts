import { createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { openEvents } from '../../support/event-reader.ts';
import { createMemoryRoomLog } from '../../support/memory-room-log.ts';
import { openWebDoor, type WebDoor } from '../../support/web-door.ts';

let door: WebDoor;
afterEach(() => door.close());

const main = conversationId({ platform: 'web', chat: 'main' });
const botSays = (key: string, text: string) => door.adapter.send({ key, conversation: main, body: { text } });
const say = (text: string) => door.post({ from: 'zhang-wei', text });
const stream = (after = 0, headers: Record<string, string> = {}) =>
  openEvents(`${door.url}/api/rooms/main/stream?after=${after}`, headers);

describe('a room as server-sent events', () => {
  it('tells what is there, then what comes, each with its id', async () => {
    door = await openWebDoor();
    await say('第一句');
    const events = await stream();
    expect(await events.next()).toMatchObject({ event: 'message', id: '1', data: { id: 1, text: '第一句' } });
    await say('第二句');
    expect(await events.next()).toMatchObject({ event: 'message', id: '2', data: { from: 'zhang-wei' } });
    await botSays('1', '已记');
    expect(await events.next()).toMatchObject({ id: '3', data: { from: 'bot', text: '已记' } });
    events.close();
  });

  it('tells changes of what was told, and not as messages', async () => {
    door = await openWebDoor();
    const events = await stream();
    const { messageId } = await botSays('1', '正在起草');
    await events.next();
    const body = { text: '写好了', buttons: [[{ label: '签发', action: 'sign:1' }]] };
    await door.adapter.edit(messageId, { key: '2', conversation: main, body });
    const edit = await events.next();
    expect(edit).toMatchObject({ event: 'edit', id: null, data: { id: 1, text: '写好了', edited: true } });
    expect(edit.data).toMatchObject({ buttons: body.buttons });
    await say('好');
    expect(await events.next()).toMatchObject({ event: 'message', id: '2' });
    events.close();
  });

  it('goes on after Last-Event-ID, which goes before after=, and tells what was changed meanwhile', async () => {
    door = await openWebDoor();
    const first = await stream();
    for (const text of ['一', '二']) await say(text);
    const { messageId } = await botSays('1', '名单：1 人');
    for (let i = 0; i < 3; i += 1) await first.next();
    first.close();
    await say('离线时说的');
    await door.adapter.edit(messageId, { key: '2', conversation: main, body: { text: '名单：2 人' } });
    const again = await stream(0, { 'last-event-id': '3' });
    expect(await again.next()).toMatchObject({ event: 'edit', data: { id: 3, text: '名单：2 人' } });
    expect(await again.next()).toMatchObject({ event: 'message', id: '4', data: { text: '离线时说的' } });
    again.close();
  });

  it('loses and repeats nothing when much is said at once', async () => {
    door = await openWebDoor();
    const events = await stream();
    const posts = Array.from({ length: 300 }, (_, index) => say(`第${index}条`));
    const ids: (string | null)[] = [];
    while (ids.length < 300) ids.push((await events.next()).id);
    await Promise.all(posts);
    expect(ids).toEqual(Array.from({ length: 300 }, (_, index) => String(index + 1)));
    events.close();
  });

  it('keeps private rooms apart', async () => {
    door = await openWebDoor();
    const events = await openEvents(`${door.url}/api/rooms/${encodeURIComponent('dm:li-fang')}/stream`);
    await say('群里说的');
    await door.post({ from: 'li-fang', text: '我的积分' }, 'dm:li-fang');
    expect(await events.next()).toMatchObject({ data: { text: '我的积分' } });
    events.close();
  });

  it('says now and then that it is still there', async () => {
    door = await openWebDoor({ heartbeatMs: 20 });
    const events = await stream();
    expect(await events.comment()).toBe('still here');
    await say('还在');
    expect(await events.next()).toMatchObject({ data: { text: '还在' } });
    events.close();
  });

  it('ends when the log cannot be read, and the reader can come back', async () => {
    const rooms = createMemoryRoomLog();
    let away = false;
    const list: typeof rooms.list = (...words) =>
      away ? Promise.reject(new AppError('database.unreachable', 'away', { transient: true })) : rooms.list(...words);
    const own = await openWebDoor({}, { ...rooms, list });
    const events = await openEvents(`${own.url}/api/rooms/main/stream`);
    await own.post({ from: 'zhang-wei', text: '一' });
    await events.next();
    away = true;
    await own.post({ from: 'zhang-wei', text: '二' });
    await expect(events.next()).rejects.toThrow(/terminated|ended/);
    await expect(openEvents(`${own.url}/api/rooms/main/stream?after=1`)).rejects.toThrow('no stream: 503');
    away = false;
    const again = await openEvents(`${own.url}/api/rooms/main/stream?after=1`);
    expect(await again.next()).toMatchObject({ id: '2' });
    again.close();
    await own.close();
    door = await openWebDoor();
  });

  it('forgets readers that have gone', async () => {
    const watchers = new Set<() => void>();
    const rooms = createMemoryRoomLog();
    let left: () => void = () => {};
    const gone = new Promise<void>((resolve) => (left = resolve));
    const watched = {
      ...rooms,
      watch(wake: () => void) {
        watchers.add(wake);
        return () => {
          watchers.delete(wake);
          if (watchers.size === 0) left();
        };
      },
    };
    const own = await openWebDoor({}, watched);
    door = { ...own, rooms };
    await own.post({ from: 'zhang-wei', text: '你好' });
    const events = await stream();
    await events.next();
    expect(watchers.size).toBe(1);
    events.close();
    await gone;
    expect(watchers.size).toBe(0);
  });
});

describe('closing', () => {
  it('ends the streams, so that the server can stop', async () => {
    door = await openWebDoor();
    await say('你好');
    const readers = await Promise.all([stream(), stream()]);
    await Promise.all(readers.map((reader) => reader.next()));
    const begun = performance.now();
    await door.close();
    expect(performance.now() - begun).toBeLessThan(3000);
    for (const reader of readers) await expect(reader.next()).rejects.toThrow('the stream has ended');
  });

  it('cuts off a reader that does not read', async () => {
    door = await openWebDoor();
    const socket = createConnection(door.port, '127.0.0.1');
    const text = '长'.repeat(19_000);
    for (let i = 0; i < 200; i += 1) await botSays(`k${i}`, text);
    const received = new Promise<void>((resolve) => socket.once('data', () => resolve()));
    socket.write(`GET /api/rooms/main/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    await received;
    socket.pause();
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {});
    await door.close();
    socket.resume();
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});
