import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlainDoor, type PlainDoor } from '../../support/plain-door.ts';

const study = '下周五下午三点在社区二楼开学习会，周四中午截止报名';
let signs: PlainDoor;
let words: PlainDoor;
beforeAll(async () => {
  signs = await createPlainDoor({
    capabilities: { reactions: true, buttons: true, edit: true },
    startLink: (code) => `https://example.org/bot?start=${code}`,
  });
  words = await createPlainDoor();
  for (const door of [signs, words]) {
    await door.says('chen-min', study);
    await door.says('chen-min', '确认');
  }
});
afterAll(async () => {
  await signs.close();
  await words.close();
});

describe('a receipt that tells nothing new', () => {
  it('is a sign on the message where there are signs', async () => {
    const [first] = await signs.takes(signs.update('zhang-wei', '参加'));
    expect(first).not.toHaveProperty('reaction');
    expect(await signs.takes(signs.update('zhang-wei', '参加', { id: 'again' }))).toMatchObject([
      { reaction: '👌', messageId: 'again' },
    ]);
    expect(await signs.takes(signs.update('li-fang', '收到', { id: 'read' }))).toMatchObject([
      { reaction: '👍', messageId: 'read' },
    ]);
  });

  it('is in words, or nothing, where there are none', async () => {
    await words.says('zhang-wei', '参加');
    const [again] = await words.takes(words.update('zhang-wei', '参加'));
    expect(again?.text).toMatch(/已在名单里/);
    expect(again).not.toHaveProperty('reaction');
    expect(await words.says('li-fang', '收到')).toEqual([]);
  });

  it('leaves its message a way to be about the activity', async () => {
    await signs.says('zhang-wei', '参加', { id: 'same' });
    const [details] = await signs.says('zhang-wei', '几点？在哪儿？', { replyTo: 'same' });
    expect(details).toMatch(/社区二楼/);
  });

  it('thanks for thanks below a receipt', async () => {
    const [receipt] = await signs.takes(signs.update('li-fang', '社情民意：公交站没有座椅，老人站不住'));
    const thanks = { id: 'thanks', replyTo: receipt?.messageId ?? '' };
    expect(await signs.takes(signs.update('li-fang', '谢谢', thanks))).toMatchObject([
      { reaction: '🙏', messageId: 'thanks' },
    ]);
  });
});

describe('an emoji put on a message', () => {
  const emoji = (from: string, replyTo: string) =>
    signs.takes(signs.update(from, '👍', { reaction: true, replyTo, id: `reaction:${from}` }));

  it('of the bot says 收到 without a word in the group', async () => {
    const announcement = signs.arrived.find(({ buttons }) => buttons?.flat()[0]?.action.startsWith('roll:'));
    expect(await emoji('sun-lihua', announcement?.messageId ?? '')).toEqual([]);
    const entry = await signs.database.prisma.rollEntry.findFirst({ where: { member: { key: 'sun-lihua' } } });
    expect(entry?.state).toBe('acknowledged');
  });

  it('of a person is nothing', async () => {
    expect(await emoji('wu-tong', 'somebodys')).toEqual([]);
    const entry = await signs.database.prisma.rollEntry.findFirst({ where: { member: { key: 'wu-tong' } } });
    expect(entry).toBeNull();
  });
});

describe('what is only for private', () => {
  it('says in the group how to open the private talk, with a link where there is one', async () => {
    expect(await signs.says('wang-haitao', '我的积分')).toEqual([
      '这个不方便在群里说。请点开和我的私聊再问一次：https://example.org/bot?start=hello',
    ]);
    expect(await words.says('wang-haitao', '我的积分')).toEqual([expect.stringContaining('发一句「帮助」')]);
  });
});
