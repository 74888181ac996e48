import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import { openEvents } from '../../support/event-reader.ts';
import { fetchMessages } from '../../support/room-messages.ts';
import { emptyState, openWebDoor, toldBy, type WebDoor } from '../../support/web-door.ts';

let door: WebDoor;
beforeEach(async () => {
  door = await openWebDoor();
});
afterEach(() => door.close());

const main = conversationId({ platform: 'web', chat: 'main' });

describe('the room', () => {
  it('lists rooms and members', async () => {
    expect(await door.read('/api/rooms')).toContainEqual({
      id: 'main',
      name: '示范支部会员群',
      kind: 'group',
      unit: 'demo',
      lastId: expect.any(Number),
    });
    expect(await door.read('/api/rooms')).toContainEqual({
      id: 'dm:li-fang',
      name: '李芳',
      kind: 'dm',
      unit: 'demo',
      lastId: 0,
    });
    expect(await door.read('/api/rooms/main/members')).toContainEqual({
      key: 'chen-min',
      name: '陈敏',
      role: 'secretary',
    });
    expect(await door.read('/api/rooms/dm%3Ali-fang/members')).toEqual([
      { key: 'li-fang', name: '李芳', role: 'member' },
    ]);
  });

  it('answers a post with its id, and lists what was said from there', async () => {
    const first = await door.post({ from: 'zhang-wei', text: '第一句' });
    expect([first.status, await first.json()]).toEqual([201, { id: 1 }]);
    await door.post({ from: 'li-fang', text: '第二句', replyTo: 1 });
    await door.adapter.send({
      key: '9',
      conversation: main,
      body: { text: '已记', replyTo: '2', buttons: [[{ label: '撤回', action: 'withdraw:1' }]] },
    });
    expect(await fetchMessages(door.url, 'main', '?after=1')).toMatchObject([
      { id: 2, from: 'li-fang', text: '第二句', replyTo: 1, attachments: [], buttons: [] },
      { id: 3, from: 'bot', text: '已记', replyTo: 2, buttons: [[{ label: '撤回', action: 'withdraw:1' }]] },
    ]);
    expect(await fetchMessages(door.url, 'main', '?after=0&limit=1')).toHaveLength(1);
  });

  it('takes a repeated key once, and an id written as words', async () => {
    const body = { from: 'zhang-wei', text: '社情民意：路灯坏了', key: 'k-1' };
    const ids = await Promise.all(
      [door.post(body), door.post(body), door.post(body)].map(async (one) => (await one).json()),
    );
    expect(ids).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }]);
    expect((await door.post({ from: 'zhang-wei', text: '补充', replyTo: '1' })).status).toBe(201);
    expect(await fetchMessages(door.url, 'main')).toHaveLength(2);
  });

  it('sends once however often one outbox row is sent', async () => {
    const message = { key: '7', conversation: main, body: { text: '提醒' } };
    const sent = [await door.adapter.send(message), await door.adapter.send(message)];
    expect(sent).toEqual([{ messageId: '1' }, { messageId: '1' }]);
    expect(await fetchMessages(door.url, 'main')).toHaveLength(1);
  });

  it('tells the sender what is refused for good', async () => {
    const nowhere = conversationId({ platform: 'web', chat: 'nowhere' });
    await expect(door.adapter.send({ key: '1', conversation: nowhere, body: { text: 'x' } })).rejects.toMatchObject({
      code: 'web.room.not_found',
      outcome: 'refused',
      permanent: true,
    });
  });

  it('says that it is busy, and for how long, when a post could not be stored', async () => {
    door.rooms.failPosts(1);
    const answer = await door.post({ from: 'zhang-wei', text: '你好' });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await toldBy(answer)).toMatchObject({ code: 'server.busy' });
    expect((await door.post({ from: 'zhang-wei', text: '你好' })).status).toBe(201);
  });

  it('takes no post after it was stopped, and can still be read', async () => {
    await door.adapter.stop();
    expect(door.adapter.health().ok).toBe(false);
    const answer = await door.post({ from: 'zhang-wei', text: '你好' });
    expect([answer.status, (await toldBy(answer)).code]).toEqual([503, 'server.stopping']);
    expect(await fetchMessages(door.url, 'main')).toEqual([]);
  });

  it('shows a word to who pressed a button, once', async () => {
    const buttons = [[{ label: '参加', action: 'activity.join:3' }]];
    await door.adapter.send({ key: '1', conversation: main, body: { text: '报名', buttons } });
    const events = await openEvents(`${door.url}/api/rooms/main/stream`);
    await events.next();
    await door.post({ from: 'li-fang', action: 'activity.join:3', replyTo: 1 });
    const press = door.adapter.parse(door.rooms.inbox.at(-1));
    expect(press).toMatchObject({ event: 'action', messageId: '1', text: '', action: 'activity.join:3' });
    await door.adapter.answerAction?.(press?.actionId ?? '', '已记下');
    expect(await events.next()).toEqual({ event: 'notice', id: null, data: { to: 'li-fang', text: '已记下' } });
    events.close();
    expect(await fetchMessages(door.url, 'main')).toHaveLength(1);
  });
});

describe('the doors that only read', () => {
  it('hand on what the unit is, with the year that was asked for', async () => {
    const asked: (number | undefined)[] = [];
    const bytes = Buffer.from('PK…');
    const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const own = await openWebDoor({
      state: {
        ...emptyState,
        points: async (_unit, year) => {
          asked.push(year);
          return { year: year ?? 2026, totals: [], entries: [] };
        },
        document: async () => ({ name: '关于完善路灯的建议.docx', type, bytes }),
      },
    });
    expect(await own.read('/api/units/demo/points')).toEqual({ year: 2026, totals: [], entries: [] });
    await own.read('/api/units/demo/points?year=2025');
    expect(asked).toEqual([undefined, 2025]);
    const answer = await fetch(`${own.url}/api/drafts/3/document.docx`);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('关于完善路灯的建议.docx'));
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    await own.close();
  });

  it('say nothing of what broke inside, and note its code alone', async () => {
    const noted: object[] = [];
    const note = (fields: object) => void noted.push(fields);
    const own = await openWebDoor({
      log: { debug: note, info: note, warn: note, error: note },
      state: {
        ...emptyState,
        drafts: async () => {
          throw new TypeError('secret 张伟 13800000000');
        },
      },
    });
    const answer = await fetch(`${own.url}/api/units/demo/drafts`);
    expect(answer.status).toBe(503);
    expect(await toldBy(answer)).toMatchObject({ code: 'internal' });
    expect(noted).toEqual([{ code: 'TypeError', route: '/api/units/:unit/drafts' }]);
    await own.close();
  });
});
