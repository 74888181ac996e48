import { afterEach, beforeEach, expect, test } from 'vitest';
import { days, pollStage, type PollStage } from './stage.ts';

let stage: PollStage;
beforeEach(async () => {
  stage = await pollStage();
});
afterEach(() => stage.close());

test('a poll is previewed, confirmed and asked in every group; its preview loses its buttons', async () => {
  const chen = stage.member('chen-min');
  const preview = await chen.says(days);
  preview.seesReply(/请核对[^]*下次学习会放在哪天？\n1\. 周五下午\n2\. 周六上午\n3\. 都可以[^]*“确认”/);
  const done = await chen.says('确认');
  done.seesReply(/投票已发到「[^」]+」、「[^」]+」。/);
  await stage.settle();
  const asked = done.answers.find(({ buttons }) => buttons.length === 3);
  expect(asked?.text).toMatch(/下次学习会放在哪天？/);
  expect(stage.told).toMatchObject([
    {
      body: {
        title: '投票',
        text: '下次学习会放在哪天？',
        poll: { options: ['周五下午', '周六上午', '都可以'], several: false },
      },
    },
  ]);
  const room = await stage.entries('main');
  const shown = room.find(({ id }) => id === preview.answers[0]?.id);
  expect(shown).toMatchObject({ buttons: [], text: expect.stringMatching(/已发布/) });
  expect(await stage.database.prisma.auditEvent.findMany({ where: { action: 'poll.asked' } })).toHaveLength(1);
});

test('confirming by button works once; somebody else’s press does nothing', async () => {
  const preview = await stage.member('chen-min').says(days);
  const { id = 0, buttons = [] } = preview.answers[0] ?? {};
  const [confirm = ''] = buttons.flat().map(({ action }) => action);
  (await stage.member('zhang-wei').presses(confirm, id)).seesSilence();
  (await stage.member('chen-min').presses(confirm, id)).seesReply(/投票已发到「[^」]+」、「[^」]+」。/);
  (await stage.member('chen-min').presses(confirm, id)).seesSilence();
  expect(await stage.database.prisma.poll.count({ where: { state: 'open' } })).toBe(1);
});

test('said again it takes the place of the preview; 算了 drops it', async () => {
  const chen = stage.member('chen-min');
  const first = await chen.says(days);
  await chen.says('投票：去哪里调研？\n1. 水厂\n2. 社区');
  const room = await stage.entries('main');
  expect(room.find(({ id }) => id === first.answers[0]?.id)?.text).toMatch(/已改，见下面/);
  (await chen.says('算了')).seesReply(/先不发/);
  expect(await stage.database.prisma.poll.count()).toBe(0);
  (await chen.says('投票：哪天？周五')).seesReply(/至少两个选项/);
  (await chen.says('投票：哪天？周五／周五')).seesReply(/“周五”重复了/);
});

test('who may not ask is left in peace in the group and told in private', async () => {
  (await stage.member('zhang-wei').says('投票 大家觉得呢')).seesSilence();
  (await stage.member('zhang-wei').whispers(days)).seesReply(/需要秘书或支部领导/);
});

test('votes by button, by number, in words; the later one counts', async () => {
  const { message, buttons } = await stage.asked();
  const zhang = stage.member('zhang-wei');
  (await zhang.presses(buttons[0] ?? '', message)).seesSilence();
  expect(await stage.counts()).toEqual([1, 0, 0]);
  (await zhang.says('2', { replyTo: message })).seesReply(/已记：张伟选「周六上午」/);
  expect(await stage.counts()).toEqual([0, 1, 0]);
  (await zhang.says('选都可以')).seesReply(/已记：张伟选「都可以」/);
  (await zhang.whispers('周五下午')).seesReply(/已记：张伟选「周五下午」/);
  expect(await stage.counts()).toEqual([1, 0, 0]);
  (await stage.member('li-fang').says('周六上午我要开会')).seesSilence();
  (await stage.member('li-fang').says('周六上午')).seesSilence();
  (await stage.member('li-fang').says('周六上午', { replyTo: message })).seesReply(/李芳选「周六上午」/);
  (await stage.member('li-fang').says('选周日', { replyTo: message })).seesReply(/没看懂。请引用投票回序号（1到3/);
  (await stage.member('li-fang').says('不投了', { replyTo: message })).seesReply(/李芳的选择已撤回/);
  expect(await stage.counts()).toEqual([1, 0, 0]);
  const votes = await stage.database.prisma.pollVote.findMany({ orderBy: { id: 'asc' } });
  expect(votes.map(({ options }) => options)).toEqual([[0], [1], [2], [0], [1], []]);
  expect(new Set(votes.map(({ inboxId }) => inboxId)).size).toBe(6);
});

test('where several may be chosen buttons go on and off', async () => {
  const { message, buttons } = await stage.asked('投票（可多选）：去哪里调研？水厂／社区／学校');
  const zhang = stage.member('zhang-wei');
  await zhang.presses(buttons[0] ?? '', message);
  await zhang.presses(buttons[2] ?? '', message);
  expect(await stage.counts()).toEqual([1, 0, 1]);
  await zhang.presses(buttons[0] ?? '', message);
  expect(await stage.counts()).toEqual([0, 0, 1]);
  (await zhang.says('1和2', { replyTo: message })).seesReply(/「水厂」「社区」/);
  expect(await stage.counts()).toEqual([1, 1, 0]);
  expect(stage.told[0]?.body).toMatchObject({ text: '去哪里调研？（可多选）', poll: { several: true } });
});

test('native votes count for the member behind the account, over all doors; strangers and other units do not', async () => {
  const { pollId, message } = await stage.asked();
  await stage.account('a1', 'zhang-wei');
  await stage.account('a2', 'li-fang');
  await stage.account('nobody', null);
  const other = await stage.database.prisma.unit.create({ data: { key: 'other', name: '别的支部' } });
  await stage.database.prisma.member.create({ data: { key: 'guest', unitId: other.id, name: '客人' } });
  await stage.account('a3', 'guest');
  const before = stage.told.length;
  await stage.votes('a1', pollId, [0]);
  await stage.votes('a2', pollId, [1]);
  await stage.votes('a3', pollId, [1]);
  await stage.votes('nobody', pollId, [1]);
  await stage.votes('new', pollId, [1]);
  await stage.votes('a1', 'somebody else’s poll', [1]);
  expect(await stage.counts()).toEqual([1, 1, 0]);
  await stage.member('zhang-wei').says('选周六', { replyTo: message });
  expect(await stage.counts()).toEqual([0, 2, 0]);
  await stage.votes('a1', pollId, [2]);
  await stage.votes('a2', pollId, []);
  expect(await stage.counts()).toEqual([0, 0, 1]);
  expect(stage.told).toHaveLength(before);
  // A vote opens no private talk.
  const accounts = await stage.database.prisma.identity.findMany({ where: { platform: 'native' } });
  expect(accounts.map(({ dmConversation }) => dmConversation)).toEqual([null, null, null, null]);
});

test('a vote that overtakes the note of its poll’s id is handled once the id is there', async () => {
  await stage.asked();
  await stage.account('a1', 'zhang-wei');
  const { pool } = stage.database;
  await pool.query(`UPDATE "OutboxMessage" SET state = 'sending', "platformPollId" = NULL WHERE platform = 'native'`);
  await stage.votes('a1', 'poll-early', [0]);
  expect(await stage.database.prisma.pollVote.count()).toBe(0);
  const row = await stage.database.prisma.inboxMessage.findFirstOrThrow({ where: { platform: 'native' } });
  expect(row).toMatchObject({ state: 'pending', error: 'vote.early', attempts: 0 });
  await pool.query(
    `UPDATE "OutboxMessage" SET state = 'sent', "platformPollId" = 'poll-early' WHERE platform = 'native'`,
  );
  await pool.query(`UPDATE "InboxMessage" SET "dueAt" = now() WHERE id = $1`, [row.id]);
  await stage.settle();
  expect(await stage.counts()).toEqual([1, 0, 0]);
});

test('the result names nobody; the list is for secretaries, in private', async () => {
  const { message } = await stage.asked();
  await stage.member('zhang-wei').says('选周五', { replyTo: message });
  const result = await stage.member('li-fang').says('投票结果');
  result.seesReply(/目前的结果：\n1\. 周五下午：1票\n2\. 周六上午：0票\n3\. 都可以：0票\n支部9人，已有1人投票/);
  expect(result.text).not.toMatch(/张伟|李芳/);
  (await stage.member('zhang-wei').says('投票名单')).seesReply(/需要秘书/);
  (await stage.member('chen-min').says('投票名单')).seesReply(/私聊/);
  const names = await stage.member('chen-min').whispers('投票名单');
  names.seesReply(/1\. 周五下午：张伟\n2\. 周六上午：无[^]*还没投：.*李芳/);
});

test('closing ends buttons and native polls, and tells each group the counts once', async () => {
  const { message, buttons, pollId } = await stage.asked();
  const zhang = stage.member('zhang-wei');
  await zhang.says('选周五', { replyTo: message });
  await stage.account('a1', 'li-fang');
  await stage.votes('a1', pollId, [0]);
  (await zhang.says('结束投票')).seesReply(/需要秘书或支部领导/);
  const end = await stage.member('chen-min').says('结束投票');
  end.seesReply(/1\. 周五下午：2票[^]*支部9人，已有2人投票/);
  end.seesReply(/结果已发到群里/);
  await stage.settle();
  expect(stage.closed).toHaveLength(1);
  expect(stage.told.map(({ body }) => body.title)).toEqual(['投票', '投票结束']);
  const question = (await stage.entries('main')).find(({ id }) => id === message);
  expect(question).toMatchObject({ buttons: [], text: expect.stringMatching(/已结束/) });
  (await zhang.presses(buttons[1] ?? '', message)).seesSilence();
  (await zhang.says('选周六', { replyTo: message })).seesReply(/已经结束/);
  (await zhang.says('选周六')).seesSilence();
  await stage.votes('a1', pollId, [2]);
  (await zhang.says('投票结果')).seesReply(/的结果：\n1\. 周五下午：2票[^]*共2人投票/);
  (await stage.member('chen-min').says('结束投票')).seesReply(/没有进行中的投票/);
});

test('of several open polls one is chosen; a leader ends their own', async () => {
  const first = await stage.asked();
  const { leader } = await leaderOf();
  await leader.says('投票：去哪里调研？水厂／社区');
  await leader.says('确认');
  const chen = stage.member('chen-min');
  (await chen.says('结束投票')).seesReply(/要结束哪一个？[^]*1\. 去哪里调研？\n2\. 下次学习会放在哪天？/);
  (await chen.says('2')).seesReply(/下次学习会放在哪天？\n1\. 周五下午：0票/);
  expect(await stage.database.prisma.poll.findUnique({ where: { id: first.id } })).toMatchObject({ state: 'closed' });
  (await leader.says('结束投票', { replyTo: first.message })).seesReply(/请找发起人或秘书/);
  (await leader.says('结束投票')).seesReply(/去哪里调研？\n1\. 水厂：0票/);
});

test('a poll with a closing time ends by itself, once', async () => {
  await stage.asked('投票：下次学习会放在哪天？周五下午／周六上午，周四中午截止');
  expect(stage.told[0]?.body.text).toMatch(/11月26日（周四）12:00截止/);
  expect(await stage.tick('2026-11-26T11:59')).toBe(0);
  expect(await stage.tick('2026-11-26T12:00')).toBe(1);
  expect(await stage.tick('2026-11-26T12:01')).toBe(0);
  expect((await stage.botTexts('main')).at(-1)).toMatch(/1\. 周五下午：0票/);
  expect(stage.told.filter(({ body }) => body.title === '投票结束')).toHaveLength(1);
});

async function leaderOf() {
  const { key } = await stage.database.prisma.member.findFirstOrThrow({ where: { role: 'leader' } });
  return { leader: stage.member(key) };
}
