import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlainDoor, type PlainDoor } from '../../support/plain-door.ts';

// Several pictures sent together come as messages of their own; the words are with one of them.

let door: PlainDoor;
beforeAll(async () => {
  door = await createPlainDoor({ capabilities: { edit: true, buttons: true } });
});
afterAll(() => door.close());

let albums = 0;
interface Told {
  from?: string;
  words?: string;
  count?: number;
  replyTo?: string;
  private?: boolean;
}

/** Three pictures, the words with the first of them. */
function album({ from = 'zhang-wei', words = '', count = 3, ...more }: Told = {}) {
  albums += 1;
  const key = `album-${albums}`;
  return Array.from({ length: count }, (_, index) =>
    door.update(from, index === 0 ? words : '', {
      id: `${albums}00${index}`,
      album: key,
      pictures: [`${key}-${index}.jpg`],
      ...more,
    }),
  );
}

const matter = () => `社情民意：第${albums + 1}处窨井盖坏了，请尽快修好`;
const newest = () =>
  door.database.prisma.submission.findFirstOrThrow({
    orderBy: { id: 'desc' },
    include: { attachments: { orderBy: { name: 'asc' } }, events: true },
  });
const filesOf = async () => (await newest()).attachments.map(({ name }) => name);
const count = () => door.database.prisma.submission.count();

describe('an album with words', () => {
  it.each([
    ['in order', [0, 1, 2]],
    ['words last', [1, 2, 0]],
    ['words in the middle, backwards', [2, 0, 1]],
  ])('in one batch, %s, is one submission with one receipt that counts the files', async (_, order) => {
    const before = await count();
    const parts = album({ words: matter() });
    const sent = await door.takes(...order.flatMap((index) => parts[index] ?? []));
    expect(sent.map(({ text }) => text)).toEqual([expect.stringMatching(/^已收到，编号社-\d+，含 3 个附件。/)]);
    expect(await count()).toBe(before + 1);
    expect(await filesOf()).toEqual([0, 1, 2].map((index) => `album-${albums}-${index}.jpg`));
  });

  it('split over batches is still one, and its receipt is put right', async () => {
    const before = await count();
    const [words, second, third] = album({ words: matter() });
    if (!words || !second || !third) throw new Error('three parts');
    // Without its words the first part waits, and keeps nobody waiting.
    expect(await door.takes(second)).toEqual([]);
    expect((await door.says('li-fang', '帮助')).length).toBe(1);
    const [receipt] = await door.takes(words);
    expect(receipt).toMatchObject({ text: expect.stringContaining('含 2 个附件'), edited: false });
    const [edit, ...others] = await door.takes(third);
    expect(edit).toMatchObject({
      text: expect.stringContaining('含 3 个附件'),
      edited: true,
      messageId: receipt?.messageId,
    });
    expect(others).toEqual([]);
    expect(await count()).toBe(before + 1);
    expect(await filesOf()).toHaveLength(3);
  });

  it('delivered again changes nothing', async () => {
    const parts = album({ words: matter() });
    await door.takes(...parts);
    const before = await count();
    expect(await door.takes(...parts.toReversed())).toEqual([]);
    expect(await door.hasten()).toEqual([]);
    expect(await count()).toBe(before);
    expect(await filesOf()).toHaveLength(3);
  });

  it('is kept apart from another that comes between its parts', async () => {
    const one = album({ words: matter() });
    const other = album({ from: 'li-fang', words: matter(), count: 2 });
    const sent = await door.takes(...[one[1], other[1], one[0], other[0], one[2]].flatMap((part) => part ?? []));
    expect(sent.map(({ text }) => /含 \d/.exec(text)?.[0])).toEqual(['含 3', '含 2']);
    expect(await filesOf()).toEqual([`album-${albums}-0.jpg`, `album-${albums}-1.jpg`]);
  });

  it('adds words and files to the submission that it answers', async () => {
    const [receipt] = await door.takes(door.update('zhang-wei', matter()));
    const before = await count();
    const parts = album({ words: '补充三张照片', replyTo: receipt?.messageId ?? '' });
    const sent = await door.takes(...parts);
    expect(sent.map(({ text }) => text)).toEqual([expect.stringMatching(/^已补充到社-\d+，含 3 个附件。$/)]);
    expect(await count()).toBe(before);
    expect(await newest()).toMatchObject({ events: [{ text: '三张照片' }] });
    expect(await filesOf()).toHaveLength(3);
  });

  it('without words adds its files to the submission that it answers, with one receipt', async () => {
    const [receipt] = await door.takes(door.update('zhang-wei', matter()));
    const [first, ...others] = album({ replyTo: receipt?.messageId ?? '' });
    if (!first) throw new Error('three parts');
    expect(await door.takes(first)).toMatchObject([{ text: expect.stringContaining('含 1 个附件'), edited: false }]);
    expect(await door.takes(...others)).toMatchObject([{ text: expect.stringContaining('含 3 个附件'), edited: true }]);
    expect(await filesOf()).toHaveLength(3);
  });

  it('that is only a heading keeps all its files for the words that follow', async () => {
    const [heading, second, third] = album({ words: '社情民意' });
    if (!heading || !second || !third) throw new Error('three parts');
    await door.takes(heading, second);
    expect(await door.takes(third)).toEqual([]);
    await door.says('zhang-wei', `第${albums}号楼前的路面塌了一块，建议尽快修`);
    expect(await filesOf()).toHaveLength(3);
  });

  it('that is nothing to the bot is erased with all its parts', async () => {
    const parts = album({ words: '昨天拍的银杏' });
    expect(await door.takes(...parts)).toEqual([]);
    const left = await door.database.prisma.inboxMessage.findMany({ where: { album: `album-${albums}` } });
    expect(left.map(({ state, payload }) => [state, payload])).toEqual(parts.map(() => ['ignored', null]));
  });
});

describe('an album without words', () => {
  const waitsOut = async () => {
    const sent = [];
    for (let look = 0; look < 3; look += 1) sent.push(...(await door.hasten()));
    return sent.map(({ text }) => text);
  };

  it('is waited for, and then erased in a group', async () => {
    expect(await door.takes(...album())).toEqual([]);
    expect(await waitsOut()).toEqual([]);
    const left = await door.database.prisma.inboxMessage.findMany({ where: { album: `album-${albums}` } });
    expect(left.map(({ state }) => state)).toEqual(['ignored', 'ignored', 'ignored']);
  });

  it('in private is asked about once', async () => {
    const parts = album({ private: true });
    expect(await door.takes(...parts.slice(0, 2))).toEqual([]);
    expect(await waitsOut()).toEqual([expect.stringContaining('没有文字')]);
    expect(await door.takes(...parts.slice(2))).toEqual([]);
  });
});

describe('an album whose words cannot be handled', () => {
  it('waits with them for a secretary, and is one submission once they are recognised', async () => {
    const { prisma } = door.database;
    const before = await count();
    const parts = album({ from: 'newcomer', words: matter() });
    const [words, second, third] = parts;
    if (!words || !second || !third) throw new Error('three parts');
    await door.takes(words, second);
    await door.takes(third);
    const rows = () => prisma.inboxMessage.findMany({ where: { album: `album-${albums}` }, orderBy: { id: 'asc' } });
    expect((await rows()).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
    const wu = await prisma.member.findFirstOrThrow({ where: { key: 'wu-tong' } });
    await prisma.identity.updateMany({ where: { externalId: 'newcomer' }, data: { memberId: wu.id } });
    await prisma.inboxMessage.updateMany({ where: { state: 'waiting' }, data: { state: 'pending' } });
    await door.hasten();
    expect(await count()).toBe(before + 1);
    expect(await filesOf()).toHaveLength(3);
  });
});
