import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SendError } from '../../../src/chat/chat-adapter.ts';
import type { SendOptions } from '../../../src/chat/handling-context.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { subjectOf } from '../../../src/chat/outbox/outbox.store.ts';
import type { Pace } from '../../../src/chat/outbox/pacing.ts';
import { claimPaced } from '../../../src/chat/outbox/pacing.store.ts';
import { createSender, deliverDue } from '../../../src/chat/outbox/sender.ts';
import { createBell } from '../../support/bell.ts';
import { createFloodControl } from '../../support/telegram/flood-control.ts';
import { createCore, createScriptedAdapter, dmOf, main, type Core, type ScriptedAdapter } from './core-stage.ts';

/** Telegram's shape at fifty times its speed. */
const limits = {
  all: { messages: 300, perMs: 1000 },
  chat: { messages: 1, perMs: 20 },
  group: { messages: 5, perMs: 1200 },
};
const pace: Pace = {
  account: 'probe',
  all: limits.all,
  chat: (chat) => (chat === main ? [limits.chat, limits.group] : [limits.chat]),
};
/** So slow that a test sees one message of a chat at a time. */
const slow: Pace = { account: 'probe', all: limits.all, chat: () => [{ messages: 1, perMs: 600_000 }] };

let core: Core;
let adapter: ScriptedAdapter;
beforeEach(async () => {
  core = await createCore();
  adapter = createScriptedAdapter({ pace });
});
afterEach(() => core.close());

const deps = () => ({ ...core.deps, pool: core.database.pool, adapter });
const send = (text: string, options?: SendOptions, to = main) =>
  core.deps.transact((tx) => messenger.send(tx, to, { text, replyTo: 'm1' }, options));
const rows = () => core.database.prisma.outboxMessage.findMany({ orderBy: { id: 'asc' } });
const texts = () => adapter.arrived.map(({ text }) => text);
const refused = (more: Partial<ConstructorParameters<typeof SendError>[2]>) =>
  new SendError('planned', 'as the test planned', { outcome: 'refused', ...more });
/** Every chat may be written to now. */
const freeAll = () => core.database.pool.query(`UPDATE "OutboxPlace" SET "freeAt" = now()`);
const claimOptions = { platform: 'web', leaseSeconds: 20, limit: 10, owner: 'test' };

describe('a platform’s pace', () => {
  it('is kept by two senders together, chat by chat, and used up', { timeout: 30_000 }, async () => {
    const flood = createFloodControl(limits);
    const bell = createBell();
    const chats = new Map([[main, -1]]);
    adapter.script = ({ conversation }) => {
      setImmediate(() => bell.ring());
      const chat = chats.get(conversation) ?? chats.size;
      chats.set(conversation, chat);
      const wait = flood.take(chat, performance.now());
      if (wait > 0) throw refused({ retryAfterMs: wait });
    };
    const people = Array.from({ length: 40 }, (_, n) => dmOf(`p${n}`));
    for (const to of people) for (let n = 0; n < 3; n += 1) await send(`${n}`, {}, to);
    for (let n = 0; n < 7; n += 1) await send(`群${n}`);
    const senders = [createSender(deps()), createSender(deps())];
    for (const sender of senders) sender.start();
    await bell.until(() => (adapter.arrived.length === 127 ? true : undefined), 'all arrived', 20_000);
    await Promise.all(senders.map((sender) => sender.stop()));
    expect(flood.refused).toBeLessThanOrEqual(1);
    for (const to of people) {
      expect(adapter.arrived.filter((one) => one.conversation === to).map(({ text }) => text)).toEqual(['0', '1', '2']);
    }
    expect((await rows()).every(({ state }) => state === 'sent')).toBe(true);
  });

  it('outlives the process: a new one waits for the slot that the old one took', async () => {
    adapter = createScriptedAdapter({ pace: slow });
    await send('一');
    await send('二');
    expect(await deliverDue(deps())).toBe(1);
    const { messages, waitMs } = await claimPaced(core.database.pool, slow, claimOptions);
    expect(messages).toEqual([]);
    expect(waitMs).toBeGreaterThan(590_000);
    expect(texts()).toEqual(['一']);
  });

  it('does not count what costs nothing: reactions pass, and make no message wait', async () => {
    adapter = createScriptedAdapter({
      pace: { ...slow, calls: ({ reaction }) => (reaction === undefined ? 1 : 0) },
      reactions: true,
    });
    const react = (text: string) =>
      core.deps.transact((tx) => messenger.send(tx, main, { text, reaction: '👍', replyTo: 'm1' }));
    for (const text of ['一', '二', '三']) await react(text);
    await send('四');
    await send('五');
    while (texts().length < 4) await deliverDue(deps());
    await deliverDue(deps());
    expect(texts()).toEqual(['一', '二', '三', '四']);
  });

  it('holds the account back while its budget is spent, and says for how long', async () => {
    const one: Pace = { ...slow, all: { messages: 1, perMs: 60_000 } };
    await send('一');
    await send('二', {}, dmOf('li-fang'));
    expect((await claimPaced(core.database.pool, one, claimOptions)).messages).toHaveLength(1);
    const { messages, waitMs } = await claimPaced(core.database.pool, one, claimOptions);
    expect(messages).toEqual([]);
    expect(waitMs).toBeGreaterThan(59_000);
  });
});

describe('what goes first', () => {
  it('answers, then reminders, then digests, in whatever conversation, when slots are few', async () => {
    await send('小结', { priority: 2 }, dmOf('a'));
    await send('提醒', { priority: 1 }, dmOf('b'));
    await send('回执', {}, dmOf('c'));
    const one: Pace = { ...slow, all: { messages: 1, perMs: 1 } };
    const order: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { messages } = await claimPaced(core.database.pool, one, { ...claimOptions, limit: 1 });
      order.push(...messages.map(({ body }) => body.text));
      await core.database.pool.query(`UPDATE "OutboxAccount" SET "nextAt" = NULL, recent = '{}'`);
    }
    expect(order).toEqual(['回执', '提醒', '小结']);
  });

  it('in one conversation too; equals keep their order, and an edit waits for its message', async () => {
    const reminder = await send('提醒', { priority: 1 });
    await send('另一提醒', { priority: 1 });
    await core.deps.transact((tx) => messenger.edit(tx, reminder ?? 0n, { text: '改过' }));
    await send('回执');
    for (let n = 0; n < 5; n += 1) {
      await deliverDue(deps());
      await freeAll();
    }
    expect(texts()).toEqual(['回执', '提醒', '另一提醒', '✎改过']);
  });
});

describe('receipts that the pace holds back', () => {
  beforeEach(() => {
    adapter = createScriptedAdapter({ pace: slow });
  });
  const receipt = (name: string, memberId: number) =>
    send(`回${name}`, { subject: `submission:${memberId}`, merge: { line: `${name}已记`, memberId } });
  const deliver = async () => {
    await freeAll();
    await deliverDue(deps());
  };

  it('leave as one message; each member’s reply to it is about their own matter', async () => {
    await receipt('张伟', 1);
    await deliver();
    for (const [name, id] of [
      ['李芳', 2],
      ['王海涛', 3],
      ['孙丽华', 4],
    ] as const)
      await receipt(name, id);
    await deliver();
    // Alone it quotes as ever; together each line names its person.
    expect(texts()).toEqual(['回张伟', '李芳已记\n王海涛已记\n孙丽华已记']);
    expect((await rows()).map(({ state, platformMessageId }) => [state, platformMessageId])).toEqual([
      ['sent', 'bot-1'],
      ['sent', 'bot-2'],
      ['sent', 'bot-2'],
      ['sent', 'bot-2'],
    ]);
    const subjects = await core.deps.transact(async (tx) => [
      await subjectOf(tx, main, 'bot-2', 3),
      await subjectOf(tx, main, 'bot-2', 9),
      await subjectOf(tx, main, 'bot-1', 9),
    ]);
    expect(subjects).toEqual([{ subject: 'submission:3' }, { subject: null }, { subject: 'submission:1' }]);
  });

  it('are never merged past another message, nor with buttons', async () => {
    await receipt('张伟', 1);
    await receipt('李芳', 2);
    await send('通知');
    await receipt('王海涛', 3);
    for (let n = 0; n < 3; n += 1) await deliver();
    expect(texts()).toEqual(['张伟已记\n李芳已记', '通知', '回王海涛']);
  });

  it('are all due again when refused, all unknown when unanswered', async () => {
    await receipt('张伟', 1);
    await receipt('李芳', 2);
    adapter.script = () => {
      throw refused({});
    };
    await deliver();
    expect(await rows()).toMatchObject([
      { state: 'due', mergedIntoId: null },
      { state: 'due', mergedIntoId: null },
    ]);
    adapter.script = () => {
      throw new SendError('lost', 'no answer', { outcome: 'unknown' });
    };
    await core.hasten();
    await deliver();
    expect((await rows()).map(({ state }) => state)).toEqual(['unknown', 'unknown']);
  });

  it('once merged are not overwritten by an edit of one of them', async () => {
    const first = await receipt('张伟', 1);
    await receipt('李芳', 2);
    await deliver();
    await core.deps.transact((tx) => messenger.edit(tx, first ?? 0n, { text: '改过' }));
    await deliver();
    expect(texts()).toEqual(['张伟已记\n李芳已记', '改过']);
  });
});

describe('a platform that asks to wait', () => {
  it.each([1, 30, 3600])(
    '%s s for one chat: that chat waits, the others go on, nothing is given up',
    async (seconds) => {
      adapter.script = ({ conversation }) => {
        if (conversation === main) throw refused({ retryAfterMs: seconds * 1000 });
      };
      await send('一');
      await send('别处', {}, dmOf('a'));
      await deliverDue(deps());
      await send('再别处', {}, dmOf('b'));
      await deliverDue(deps());
      expect(texts()).toEqual(['别处', '再别处']);
      const place = await core.database.prisma.outboxPlace.findUnique({ where: { chat: main } });
      expect(Number(place?.freeAt) - Date.now()).toBeGreaterThan(seconds * 1000 - 5000);
      const [row] = await rows();
      expect(row).toMatchObject({ state: 'due', refusals: 0 });
    },
  );

  it('in several chats at once: the whole account waits', async () => {
    adapter.script = () => {
      throw refused({ retryAfterMs: 30_000 });
    };
    for (const name of ['a', 'b', 'c']) await send('一', {}, dmOf(name));
    for (let n = 0; n < 3; n += 1) await deliverDue(deps());
    adapter.script = () => {};
    await send('别处', {}, dmOf('d'));
    await deliverDue(deps());
    expect(texts()).toEqual([]);
    const { waitMs } = await claimPaced(core.database.pool, pace, claimOptions);
    expect(waitMs).toBeGreaterThan(25_000);
  });

  it('asked for all of it: the whole account waits as long, whatever process sends next', async () => {
    adapter.script = () => {
      throw refused({ everywhere: true, retryAfterMs: 1_800_000 });
    };
    await send('一');
    await deliverDue(deps());
    await send('二', {}, dmOf('p1'));
    adapter = createScriptedAdapter({ pace });
    expect(await deliverDue(deps())).toBe(0);
    const { waitMs } = await claimPaced(core.database.pool, pace, claimOptions);
    expect(waitMs).toBeGreaterThan(1_700_000);
    expect((await rows()).map(({ state }) => state)).toEqual(['due', 'due']);
  });

  it('is not asked again and again while it is away, and nothing is given up', async () => {
    adapter.script = () => {
      throw refused({ everywhere: true });
    };
    await send('一');
    for (let n = 0; n < 20; n += 1) {
      await core.database.pool.query(`UPDATE "OutboxAccount" SET "pausedUntil" = now()`);
      await freeAll();
      await core.hasten();
      await deliverDue(deps());
    }
    const account = await core.database.prisma.outboxAccount.findUnique({ where: { account: 'probe' } });
    expect(Number(account?.pausedUntil) - Date.now()).toBeGreaterThan(30_000);
    expect(await rows()).toMatchObject([{ state: 'due', refusals: 0 }]);
    adapter.script = () => {};
    await core.database.pool.query(`UPDATE "OutboxAccount" SET "pausedUntil" = now()`);
    await freeAll();
    await core.hasten();
    await deliverDue(deps());
    expect(texts()).toEqual(['一']);
    const back = await core.database.prisma.outboxAccount.findUnique({ where: { account: 'probe' } });
    expect(back?.pauses).toBe(0);
  });
});
