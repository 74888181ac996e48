import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBranchApp, type Branch, type BranchApp } from '../../support/telegram/branch-app.ts';

const withinMs = 20_000;
const report = '社情民意：西门三盏路灯坏了三个月，晚上走路看不清台阶，建议尽快修好。';

/** One branch through the whole program; each test goes on where the last one ended. */
describe('a chat that changes between what is said and what is answered', () => {
  let house: BranchApp;
  let branch: Branch;
  beforeAll(async () => {
    house = await openBranchApp();
    branch = house.branch(0);
    await branch.telegram.called('getUpdates', () => true, withinMs);
  }, 60_000);
  afterAll(() => house?.close());

  const chats = () => house.database.prisma.chat.findMany({ orderBy: { id: 'asc' } });

  it('an answer goes into the topic of the question, and one to the first topic without any number', async () => {
    const { zhang, group, telegram } = branch;
    const inTopic = zhang.says('帮助', { topic: 7, mention: true });
    const { message } = await group.sees(/社情民意/, { withinMs });
    expect(message).toMatchObject({ topic: 7, replyTo: { id: inTopic.id } });
    zhang.says('帮助', { topic: 1, mention: true });
    const { message: general } = await group.sees(/社情民意/, { withinMs });
    expect(general.topic).toBeUndefined();
    zhang.says('帮助', { mention: true });
    expect((await group.sees(/社情民意/, { withinMs })).message.topic).toBeUndefined();
    const sent = telegram.calls.filter(({ method }) => method === 'sendMessage');
    expect(sent.map(({ params }) => params['message_thread_id'])).toEqual([7, undefined, undefined]);
  });

  it('survives a proxy that answers in HTML: refused, sent again', async () => {
    const { zhang, group, telegram } = branch;
    telegram.fault('sendMessage', { status: 502, html: '<html><h1>502 Bad Gateway</h1></html>', times: 2 });
    zhang.says(report);
    await group.sees(/社-1/, { withinMs });
    const receipts = group.shown.filter(({ text }) => text.includes('社-1'));
    expect(receipts).toHaveLength(1);
  });

  it('a group that became a supergroup before the answer left gets it under its new id', async () => {
    const { zhang, group, telegram } = branch;
    const old = group.chat.id;
    // The first answer fails, so that the group is another one when it is sent again; no note of the move has come yet.
    telegram.fault('sendMessage', { status: 502, html: '<html></html>' });
    const release = telegram.updates.hold();
    zhang.says('帮助', { mention: true });
    group.becomesSupergroup();
    release();
    await group.sees(/社情民意/, { withinMs });
    expect(group.chat.id).not.toBe(old);
    expect(group.shown.at(-1)?.message.chat.id).toBe(group.chat.id);
    await telegram.allConfirmed(withinMs);
    const groups = (await chats()).filter(({ conversation }) => conversation.startsWith('telegram:-'));
    expect(groups.map(({ conversation, unitId }) => [conversation, unitId !== null])).toEqual([
      [`telegram:${group.chat.id}`, true],
    ]);
    zhang.says('帮助', { mention: true });
    await group.sees(/社情民意/, { withinMs });
  });

  it('who blocks the bot gets nothing more until they speak to it again', async () => {
    const { zhang, telegram } = branch;
    zhang.whispers('帮助');
    await zhang.sees(/社情民意/, { withinMs });
    const talk = `telegram:${zhang.account.id}`;
    const isClosed = async () => (await chats()).find(({ conversation }) => conversation === talk)?.closedAt !== null;
    // Blocked between the question and the answer; Telegram says so only when the answer is sent.
    const release = telegram.updates.hold();
    zhang.whispers('我的积分');
    zhang.dm.chat.botInside = false;
    release();
    await telegram.called('sendMessage', ({ text }) => String(text).includes('分'), withinMs);
    await expect.poll(isClosed, { timeout: withinMs }).toBe(true);
    zhang.dm.chat.botInside = true;
    zhang.whispers('帮助');
    await zhang.sees(/社情民意/, { withinMs });
    expect(await isClosed()).toBe(false);
    zhang.blocks();
    await expect.poll(isClosed, { timeout: withinMs }).toBe(true);
  });

  it('a bot that was thrown out of the group writes there no more, and is let in again', async () => {
    const { chen, group, telegram } = branch;
    const here = `telegram:${group.chat.id}`;
    group.throwsOut(chen);
    const closedWhy = async () => (await chats()).find(({ conversation }) => conversation === here)?.closedWhy ?? null;
    await expect.poll(closedWhy, { timeout: withinMs }).not.toBeNull();
    await chen.sees(/城西支部/, { withinMs });
    group.bringsIn(chen, 'administrator');
    chen.says('帮助', { mention: true });
    await group.sees(/社情民意/, { withinMs });
    expect(await closedWhy()).toBeNull();
    expect(telegram.violations).toEqual([]);
  });

  it('the move is learnt from the refusal alone, when no note of it ever comes', async () => {
    const { zhang, group, telegram } = branch;
    const next = group.chat.id - 5;
    telegram.fault('sendMessage', {
      status: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: next },
    });
    zhang.says('帮助', { mention: true });
    await telegram.called('sendMessage', ({ chat_id }) => chat_id === next, withinMs);
    expect((await chats()).some(({ conversation }) => conversation === `telegram:${next}`)).toBe(true);
  });
});
