import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlainDoor, type PlainDoor } from '../../support/plain-door.ts';

// Taking back a message proposes to take back what came of it, and never does so by itself.

let door: PlainDoor;
beforeAll(async () => {
  door = await createPlainDoor();
});
afterAll(() => door.close());

const recall = async (from: string, id: string, more = {}) =>
  door.takes(door.update(from, '', { event: 'recalled', id, ...more }));
const submission = () => door.database.prisma.submission.findFirstOrThrow({ orderBy: { id: 'desc' } });

describe('a recalled submission', () => {
  it('is asked about in the group without its words, once, and withdrawn on 撤回', async () => {
    await door.says('zhang-wei', '社情民意：路口的红绿灯太短，老人走不完', { id: 's1' });
    const { number } = await submission();
    const asked = await recall('zhang-wei', 's1');
    expect(asked).toMatchObject([
      {
        place: door.group,
        text: `张伟，您撤回了刚才的消息。社-${number}也要撤回吗？回复“撤回”就撤，不回复就保留。`,
      },
    ]);
    expect(asked[0]).not.toHaveProperty('replyTo');
    expect(await recall('zhang-wei', 's1')).toEqual([]);
    expect((await submission()).state).toBe('received');
    await door.database.pool.query(`UPDATE "Submission" SET at = at - interval '1 hour'`);
    expect(await door.says('zhang-wei', '撤回')).toEqual([expect.stringContaining(`已撤回社-${number}`)]);
    expect((await submission()).state).toBe('withdrawn');
  });

  it('is asked about in private where there is a private talk, and stays without an answer', async () => {
    await door.opens('li-fang');
    await door.says('li-fang', '社情民意：图书馆周一也应该开门，方便退休的人', { id: 's2' });
    expect(await recall('li-fang', 's2')).toMatchObject([
      { place: door.dmOf('li-fang'), text: expect.stringMatching(/^您撤回了刚才的消息。社-\d+也要撤回吗？/) },
    ]);
    expect(await door.says('li-fang', '保留', { private: true })).toEqual([expect.stringMatching(/^好，社-\d+保留。/)]);
    expect((await submission()).state).toBe('received');
  });

  it('is left alone when somebody else removed the message', async () => {
    await door.says('zhang-wei', '社情民意：东门的台阶缺了一块，容易绊倒人', { id: 's3' });
    expect(await recall('chen-min', 's3')).toEqual([]);
  });
});

describe('a recalled answer', () => {
  it('still counts, and is cancelled by a word', async () => {
    await door.says('chen-min', '下周五下午三点在社区二楼开学习会，周四中午截止报名');
    await door.says('chen-min', '确认');
    await door.says('zhang-wei', '参加', { id: 'a1' });
    expect(await recall('zhang-wei', 'a1')).toMatchObject([
      { text: expect.stringMatching(/^张伟，您撤回了报名「.+」的那条消息，报名还算数。要取消请回“取消”。$/) },
    ]);
    const state = async () => (await door.database.prisma.rollEntry.findFirstOrThrow()).state;
    expect(await state()).toBe('joined');
    expect(await door.says('zhang-wei', '取消')).toEqual([expect.stringContaining('已取消')]);
    expect(await state()).toBe('none');
  });

  it('that was changed since is no matter any more', async () => {
    await door.says('li-fang', '参加', { id: 'a2' });
    await door.says('li-fang', '请假');
    expect(await recall('li-fang', 'a2')).toEqual([]);
  });
});

describe('a recalled message of which nothing came', () => {
  it('is nothing', async () => {
    await door.says('zhang-wei', '今晚吃什么', { id: 'c1' });
    expect(await recall('zhang-wei', 'c1')).toEqual([]);
    expect(await recall('zhang-wei', 'never-seen')).toEqual([]);
  });

  it('is dropped with its words while it waits', async () => {
    await door.says('stranger', '社情民意：还没有人认识我', { id: 'w1', private: true });
    expect((await door.states()).filter((state) => state === 'waiting')).toHaveLength(1);
    expect(await recall('stranger', 'w1', { private: true })).toEqual([]);
    const row = await door.database.prisma.inboxMessage.findFirstOrThrow({
      where: { messageKey: { endsWith: '/w1/0' } },
    });
    expect(row).toMatchObject({ state: 'ignored', payload: null });
  });
});
