import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoomEntry, RoomLog } from '../../src/chat/room/room-log.ts';

export interface RoomLogHarness {
  rooms: RoomLog;
  /** What lies in the inbox, oldest first. */
  inbox(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

const file = { name: '照片.png', type: 'image/png', size: 3, sha256: 'a'.repeat(64) };

/** What the store behind the web room promises; the real one and its stand-in in tests both keep it. */
export function describeRoomLog(name: string, open: () => Promise<RoomLogHarness>): void {
  describe(`the ${name} room log`, () => {
    let log: RoomLogHarness;
    let rooms: RoomLog;
    beforeAll(async () => {
      log = await open();
      rooms = log.rooms;
    });
    afterAll(() => log.close());

    const say = (text: string, more: object = {}) =>
      rooms.post({ room: 'main', from: 'zhang-wei', text, files: [], ...more });
    const append = (key: string, text: string, more: object = {}) =>
      rooms.append({ room: 'main', key, text, files: [], buttons: [], ...more });
    const find = async (id: number, room = 'main'): Promise<RoomEntry | undefined> =>
      (await rooms.list(room, id - 1, 1)).find((entry) => entry.id === id);

    it('has the group and a private talk for each member', async () => {
      const list = await rooms.rooms();
      const { unit } = list[0] ?? { unit: '' };
      expect(list).toContainEqual({
        id: 'main',
        name: '示范支部会员群',
        kind: 'group',
        unit,
        lastId: expect.any(Number),
      });
      expect(list).toContainEqual({ id: 'dm:zhang-wei', name: '张伟', kind: 'dm', unit, lastId: expect.any(Number) });
      expect(await rooms.members('main')).toContainEqual({ key: 'chen-min', name: '陈敏', role: 'secretary' });
      expect(await rooms.members('main')).toContainEqual({ key: 'wu-tong', name: '吴桐', role: 'candidate' });
      expect(await rooms.members('dm:li-fang')).toEqual([{ key: 'li-fang', name: '李芳', role: 'member' }]);
    });

    it('puts a post into the room and, in the form that parse reads, into the inbox', async () => {
      const { id } = await say('社情民意：路灯坏了', { files: [file] });
      expect(await find(id)).toMatchObject({
        id,
        from: 'zhang-wei',
        text: '社情民意：路灯坏了',
        replyTo: null,
        files: [file],
        buttons: [],
        editVersion: 0,
      });
      expect((await log.inbox()).at(-1)).toMatchObject({
        id,
        room: 'main',
        roomName: '示范支部会员群',
        from: 'zhang-wei',
        fromName: '张伟',
        text: '社情民意：路灯坏了',
        files: [file],
        action: null,
      });
    });

    it('takes a key once, also when it comes many times at once', async () => {
      const before = (await log.inbox()).length;
      const posted = await Promise.all(Array.from({ length: 20 }, () => say('参加', { key: 'once' })));
      expect(new Set(posted.map(({ id }) => id)).size).toBe(1);
      expect(await log.inbox()).toHaveLength(before + 1);
    });

    it('gives growing ids to what comes at once', async () => {
      const start = (await say('始')).id;
      const posted = await Promise.all(Array.from({ length: 50 }, (_, at) => say(`第${at}条`)));
      const listed = (await rooms.list('main', start, 100)).map(({ id }) => id);
      expect(listed).toEqual(posted.map(({ id }) => id).toSorted((a, b) => a - b));
    });

    it('refuses who does not belong, and answers to what is not there', async () => {
      const { id } = await say('群里说的');
      const before = (await log.inbox()).length;
      await expect(say('x', { room: 'nowhere' })).rejects.toMatchObject({ code: 'room.not_found' });
      await expect(say('x', { from: 'nobody' })).rejects.toMatchObject({ code: 'member.not_in_room' });
      await expect(say('x', { room: 'dm:li-fang' })).rejects.toMatchObject({ code: 'member.not_in_room' });
      await expect(say('x', { replyTo: 2_000_000_000 })).rejects.toMatchObject({ code: 'message.not_found' });
      const elsewhere = { room: 'dm:zhang-wei', replyTo: id };
      await expect(say('x', elsewhere)).rejects.toMatchObject({ code: 'message.not_found' });
      await expect(append('gone', 'x', { room: 'nowhere' })).rejects.toMatchObject({ code: 'room.not_found' });
      await expect(rooms.list('nowhere', 0, 1)).rejects.toMatchObject({ code: 'room.not_found' });
      await expect(rooms.members('nowhere')).rejects.toMatchObject({ code: 'room.not_found' });
      expect(await log.inbox()).toHaveLength(before);
    });

    it('hands a pressed button to the inbox alone', async () => {
      const { id } = await append('press-1', '报名', { buttons: [[{ label: '参加', action: 'activity.join:3' }]] });
      await say('', { action: 'activity.join:3', replyTo: id });
      expect((await log.inbox()).at(-1)).toMatchObject({ action: 'activity.join:3', replyTo: id, text: '' });
      expect(await rooms.list('main', id, 10)).toEqual([]);
    });

    it('lets the bot speak once for each key, and change what it said', async () => {
      const begun = new Date(Date.now() - 1000);
      const buttons = [[{ label: '撤回', action: 'withdraw:1' }]];
      const { id } = await append('o-1', '正在起草', { buttons, files: [file] });
      expect(await append('o-1', '正在起草')).toEqual({ id });
      expect(await find(id)).toMatchObject({ from: 'bot', buttons, files: [file] });
      await rooms.edit(id, { text: '写好了', buttons: [] });
      expect(await find(id)).toMatchObject({ text: '写好了', buttons: [], editVersion: 1, files: [file] });
      expect((await rooms.edited('main', begun, id)).map((entry) => entry.id)).toContain(id);
      expect((await rooms.edited('main', begun, id - 1)).map((entry) => entry.id)).not.toContain(id);
      expect(await rooms.edited('dm:zhang-wei', begun, id)).toEqual([]);
    });

    it('wakes who watches, until they stop', async () => {
      let stop = () => {};
      const woken = new Promise<string>((resolve) => {
        stop = rooms.watch(() => resolve('woken'));
      });
      await say('有人吗');
      expect(await woken).toBe('woken');
      stop();
    });

    it('knows which files are in which room', async () => {
      const own = { ...file, sha256: 'b'.repeat(64) };
      await say('私下给你', { room: 'dm:zhang-wei', files: [own] });
      expect(await rooms.hasFile('dm:zhang-wei', own.sha256)).toBe(true);
      expect(await rooms.hasFile('main', own.sha256)).toBe(false);
    });
  });
}
