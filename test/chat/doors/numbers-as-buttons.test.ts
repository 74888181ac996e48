import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPlainDoor, type PlainDoor } from '../../support/plain-door.ts';

// A door without buttons shows them as a numbered list: a number alone is the press.

const study = '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名';
let door: PlainDoor;
beforeAll(async () => {
  door = await createPlainDoor();
});
afterAll(() => door.close());

const rollOf = async (key: string) => {
  const entry = await door.database.prisma.rollEntry.findFirst({
    where: { member: { key } },
    orderBy: { activityId: 'desc' },
  });
  return entry?.state ?? 'none';
};
const announcement = () => door.arrived.findLast(({ buttons }) => buttons?.flat()[0]?.action.startsWith('roll:'));

describe('a number in the group', () => {
  beforeAll(async () => {
    await door.says('chen-min', study);
    await door.says('chen-min', '1');
  });

  it('confirms a preview, and then answers what was announced', async () => {
    expect(announcement()).toBeDefined();
    expect(await door.says('zhang-wei', '1')).toEqual([expect.stringMatching(/^已记：张伟参加/)]);
    expect(await rollOf('zhang-wei')).toBe('joined');
  });

  it.each([
    ['２', 'on_leave'],
    ['3.', 'tentative'],
    ['选1', 'joined'],
    ['二', 'on_leave'],
    ['第三个', 'tentative'],
    ['回复1', 'joined'],
  ])('%s is read', async (said, state) => {
    await door.says('zhao-zhiqiang', said);
    expect(await rollOf('zhao-zhiqiang')).toBe(state);
  });

  it('beyond the list is talk, and is told kindly when it quotes the list', async () => {
    expect(await door.says('zhang-wei', '7')).toEqual([]);
    const quoted = await door.says('zhang-wei', '7', { replyTo: announcement()?.messageId ?? '' });
    expect(quoted).toEqual(['没有这个序号，请回 1 到 3 之间的数字。']);
    expect(await rollOf('zhang-wei')).toBe('joined');
  });

  it('below somebody’s own message is talk', async () => {
    await door.says('zhang-wei', '周五见', { id: 'own' });
    expect(await door.says('zhang-wei', '2', { replyTo: 'own' })).toEqual([]);
    expect(await rollOf('zhang-wei')).toBe('joined');
  });

  it('means the quoted list, by its id or by its words, also when another was shown since', async () => {
    const first = announcement();
    await door.says('chen-min', '12月3日下午两点在图书馆开座谈会');
    const quoted = await door.says('zhang-wei', '2', {
      quotedText: `${first?.title ?? ''}\n${first?.text ?? ''}`.slice(0, 20),
    });
    expect(quoted).toEqual([expect.stringMatching(/^已记：张伟请假/)]);
    expect(await door.says('zhang-wei', '1', { replyTo: first?.messageId ?? '' })).toEqual([
      expect.stringMatching(/^已记：张伟参加/),
    ]);
    await door.says('chen-min', '算了');
  });

  it('goes to a question that is open to the speaker first', async () => {
    await door.says('chen-min', '12月3日下午两点在图书馆开座谈会');
    await door.says('chen-min', '1');
    await door.says('li-fang', '参加', { id: 'vague' });
    const [answer] = await door.says('li-fang', '1');
    expect(answer).toMatch(/已记：.*参加（/);
    expect(await door.database.prisma.rollEntry.count({ where: { member: { key: 'li-fang' } } })).toBe(1);
  });

  it('is nothing after seven days', async () => {
    await door.database.pool.query(
      `UPDATE "OutboxMessage" SET "sentAt" = "sentAt" - interval '8 days' WHERE body ? 'buttons'`,
    );
    await door.database.prisma.question.updateMany({ data: { closedAt: new Date() } });
    expect(await door.says('zhang-wei', '2')).toEqual([]);
    expect(await rollOf('zhang-wei')).not.toBe('on_leave');
  });
});

describe('a press by number', () => {
  beforeEach(async () => {
    await door.database.prisma.question.updateMany({ data: { closedAt: new Date() } });
  });

  it('says the word which others see for a moment, when the action said nothing', async () => {
    const { prisma } = door.database;
    await prisma.outboxMessage.create({
      data: {
        platform: 'plain',
        conversation: door.dmOf('zhang-wei'),
        body: { text: '请选', buttons: [[{ label: '甲', action: 'gone:1' }]] },
        state: 'sent',
        platformMessageId: 'old',
        sentAt: new Date(Date.now() - 60_000),
      },
    });
    expect(await door.says('zhang-wei', '1', { private: true })).toEqual(['这个按钮已经过期了。']);
    expect(await door.says('zhang-wei', '2', { private: true })).toEqual(['没有这个序号，请回 1 到 1 之间的数字。']);
  });

  it('leaves numbers alone where there are buttons', async () => {
    const buttons = await createPlainDoor({ capabilities: { buttons: true } });
    await buttons.says('chen-min', study);
    expect(await buttons.says('chen-min', '1')).toEqual([]);
    await buttons.close();
  });
});
