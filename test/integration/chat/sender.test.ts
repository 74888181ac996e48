import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SendError } from '../../../src/chat/chat-adapter.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import type { SendOptions } from '../../../src/chat/handling-context.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { claimDue, giveBack } from '../../../src/chat/outbox/outbox-claim.store.ts';
import { markRetry, markSent, recoverExpired } from '../../../src/chat/outbox/outbox-outcome.store.ts';
import { subjectOf } from '../../../src/chat/outbox/outbox.store.ts';
import { createSender, deliverDue } from '../../../src/chat/outbox/sender.ts';
import { createBell } from '../../support/bell.ts';
import { createCore, createScriptedAdapter, dmOf, main, type Core, type ScriptedAdapter } from './core-stage.ts';

let core: Core;
let adapter: ScriptedAdapter;
beforeEach(async () => {
  core = await createCore();
  adapter = createScriptedAdapter();
});
afterEach(() => core.close());

const deps = () => ({ ...core.deps, pool: core.database.pool, adapter });

const send = (text: string, options?: SendOptions, to = main) =>
  core.deps.transact((tx) => messenger.send(tx, to, { text }, options));

async function sent(text: string): Promise<bigint> {
  const id = await send(text);
  if (id === null) throw new Error('not sent');
  return id;
}

const edit = (id: bigint, text: string) => core.deps.transact((tx) => messenger.edit(tx, id, { text }));

/** Sends until nothing is due. */
async function deliverAll(): Promise<void> {
  while ((await deliverDue(deps())) > 0);
}

const rows = () => core.database.prisma.outboxMessage.findMany({ orderBy: { id: 'asc' } });
const states = async () => (await rows()).map(({ state }) => state);
const texts = () => adapter.arrived.map(({ text }) => text);
const refused = (code: string, more: Partial<ConstructorParameters<typeof SendError>[2]> = {}) =>
  new SendError(code, 'as the test planned', { outcome: 'refused', ...more });
const lost = () => new SendError('lost', 'no answer came', { outcome: 'unknown' });

/** The next send fails so, the others arrive. */
function failOnce(error: Error): void {
  adapter.script = () => {
    adapter.script = () => {};
    throw error;
  };
}

const expireLeases = () =>
  core.database.pool.query(
    `UPDATE "OutboxMessage" SET "leaseUntil" = now() - interval '1 second' WHERE "leaseUntil" IS NOT NULL`,
  );

describe('order', () => {
  it('is kept within a conversation while several senders work', async () => {
    for (let n = 0; n < 20; n += 1) {
      await send(`一${n}`);
      await send(`二${n}`, {}, dmOf('li-fang'));
    }
    await Promise.all([deliverAll(), deliverAll(), deliverAll()]);
    await deliverAll();
    const said = (to: string) =>
      adapter.arrived.filter(({ conversation }) => conversation === to).map(({ text }) => text);
    expect(said(main)).toEqual(Array.from({ length: 20 }, (_, n) => `一${n}`));
    expect(said(dmOf('li-fang'))).toEqual(Array.from({ length: 20 }, (_, n) => `二${n}`));
  });

  it('a conversation whose send hangs keeps no other waiting, and goes on in order afterwards', async () => {
    const bell = createBell();
    let release = () => {};
    adapter.script = ({ body }) => {
      bell.ring();
      const hangs = body.text === '慢';
      return hangs ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();
    };
    const sender = createSender(deps());
    await send('慢');
    await send('慢之后');
    for (let n = 0; n < 5; n += 1) await send(`快${n}`, {}, dmOf('li-fang'));
    sender.start();
    const arrived = (count: number) =>
      bell.until(() => (adapter.arrived.length >= count ? true : undefined), `${count} arrived`, 10_000);
    // The ring comes before the arrival: the sixth call rings after the fifth message has arrived.
    await send('最后', {}, dmOf('li-fang'));
    sender.nudge();
    await arrived(5);
    expect(texts().slice(0, 5)).toEqual(['快0', '快1', '快2', '快3', '快4']);
    release();
    await send('再后', {}, main);
    sender.nudge();
    await arrived(7);
    await sender.stop();
    await deliverAll();
    expect(adapter.arrived.filter(({ conversation }) => conversation === main).map(({ text }) => text)).toEqual([
      '慢',
      '慢之后',
      '再后',
    ]);
  });
});

describe('refusals', () => {
  it('waits as long as the platform asks, and the conversation waits with it', async () => {
    failOnce(refused('too_many', { retryAfterMs: 60_000 }));
    await send('一');
    await send('二');
    await send('别处', {}, dmOf('li-fang'));
    await deliverAll();
    expect(texts()).toEqual(['别处']);
    const [row] = await rows();
    expect(row?.state).toBe('due');
    expect(Number(row?.dueAt) - Date.now()).toBeGreaterThan(50_000);
    await core.hasten();
    await deliverAll();
    expect(texts()).toEqual(['别处', '一', '二']);
  });

  it('gives up what is refused for good, and goes on', async () => {
    failOnce(refused('kicked', { permanent: true }));
    await send('一', { mustArrive: true });
    await send('二');
    await deliverAll();
    expect(texts()).toEqual(['二']);
    expect(await rows()).toMatchObject([{ state: 'failed', error: 'kicked' }, { state: 'sent' }]);
  });

  it('gives up after twelve refusals', async () => {
    adapter.script = () => {
      throw refused('busy');
    };
    await send('一');
    for (let round = 0; round < 16; round += 1) {
      await deliverAll();
      await core.hasten();
    }
    expect(await rows()).toMatchObject([{ state: 'failed', attempts: 12 }]);
  });

  it.each([
    ['nobody knows', null],
    ['people have spoken to the bot already', {}],
    ['the secretary has bound again', { unitId: 1 }],
  ])('follows a conversation to a place that %s, with its unit and its open questions', async (_what, known) => {
    const supergroup = conversationId({ platform: 'web', chat: 'super' });
    const { prisma } = core.database;
    if (known) {
      await prisma.chat.create({
        data: { conversation: supergroup, platform: 'web', kind: 'group', title: 'new', ...known },
      });
    }
    await prisma.question.create({ data: { conversation: main, kind: 'k', subject: 'activity:1' } });
    failOnce(refused('moved', { movedTo: supergroup }));
    await send('一');
    await send('二');
    await deliverAll();
    expect(adapter.arrived.map(({ conversation, text }) => [conversation, text])).toEqual([
      [supergroup, '一'],
      [supergroup, '二'],
    ]);
    expect(await prisma.chat.findMany({ where: { kind: 'group' } })).toMatchObject([
      { conversation: supergroup, unitId: 1 },
    ]);
    expect(await prisma.question.findMany()).toMatchObject([{ conversation: supergroup }]);
  });
});

describe('an answer that never came', () => {
  it('is not repeated', async () => {
    failOnce(lost());
    await send('一');
    await send('二');
    await deliverAll();
    await core.hasten();
    await deliverAll();
    expect(texts()).toEqual(['二']);
    expect(await states()).toEqual(['unknown', 'sent']);
  });

  it('is repeated once, marked, ten minutes later and in nobody’s way, when it must arrive', async () => {
    adapter.script = ({ body }) => {
      if (body.text.includes('提醒')) throw lost();
    };
    await send('提醒', { mustArrive: true, naturalKey: 'activity:1:x', subject: 'activity:1', priority: 1 });
    await deliverAll();
    await send('二');
    await deliverAll();
    expect(texts()).toEqual(['二']);
    const resend = (await rows()).find(({ naturalKey }) => naturalKey?.startsWith('resend:'));
    expect(resend).toMatchObject({
      state: 'due',
      subject: 'activity:1',
      body: { text: '（补发）提醒' },
      mustArrive: false,
    });
    const minutes = (Number(resend?.dueAt) - Number(resend?.createdAt)) / 60_000;
    expect(minutes).toBeGreaterThan(9.9);
    expect(minutes).toBeLessThan(10.1);
    await core.hasten();
    await deliverAll();
    await core.hasten();
    await deliverAll();
    expect(await states()).toEqual(['unknown', 'unknown', 'sent']);
  });

  it('is repeated at once where a second send lands once', async () => {
    adapter = createScriptedAdapter({ idempotentSend: true });
    failOnce(lost());
    await send('一');
    await deliverAll();
    await core.hasten();
    await deliverAll();
    expect(texts()).toEqual(['一']);
    expect(await rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('a fault of our own counts as no answer', async () => {
    failOnce(new TypeError('a bug'));
    await send('一');
    await deliverAll();
    expect(await states()).toEqual(['unknown']);
  });
});

describe('a sender that died', () => {
  const claim = async () => {
    const [claimed] = await claimDue(core.database.pool, {
      platform: 'web',
      leaseSeconds: 20,
      limit: 1,
      owner: 'test',
    });
    if (!claimed) throw new Error('nothing to claim');
    return claimed;
  };
  const recover = (idempotent = false) => recoverExpired(core.database.pool, 'web', idempotent, '（补发）');

  it('in a release that claimed before it sent: nothing has left, the message is due again', async () => {
    await send('一');
    await claim();
    await core.database.pool.query(`UPDATE "OutboxMessage" SET state = 'claimed'`);
    expect(await recover()).toBe(0);
    await expireLeases();
    expect(await recover()).toBe(1);
    await deliverAll();
    expect(await rows()).toMatchObject([{ state: 'sent', leaseToken: 2, platformMessageId: 'bot-1' }]);
  });

  it('that never heard of its claim gives it back; what it knows of, and others’, it leaves', async () => {
    await send('知道');
    await send('没听到', {}, dmOf('li-fang'));
    const known = await claim();
    await claim();
    await giveBack(core.database.pool, 'web', 'other', []);
    expect(await states()).toEqual(['sending', 'sending']);
    await giveBack(core.database.pool, 'web', 'test', [known.id]);
    expect(await states()).toEqual(['sending', 'due']);
  });

  it.each([
    [false, 'unknown'],
    [true, 'due'],
  ])('after the bytes may have left: where sending twice lands once is %s it is %s', async (idempotent, state) => {
    await send('一');
    await claim();
    await expireLeases();
    await recover(idempotent);
    expect(await states()).toEqual([state]);
  });

  it('a late sender with an old token changes nothing while a newer one is at it', async () => {
    await send('一');
    const { pool } = core.database;
    const late = await claim();
    await expireLeases();
    await recover(true);
    const newer = await claim();
    await markSent(pool, [{ ...late, platformMessageId: 'late' }]);
    await markRetry(pool, [late], { code: 'late', waitMs: 0, counts: true });
    expect(await rows()).toMatchObject([{ state: 'sending', leaseToken: newer.token, platformMessageId: null }]);
    await markSent(pool, [{ ...newer, platformMessageId: 'newer' }]);
    expect(await rows()).toMatchObject([{ state: 'sent', platformMessageId: 'newer' }]);
  });

  it('in the midst of a must-arrive reminder: one marked repeat, however often it is looked for', async () => {
    await send('提醒', { mustArrive: true });
    await claim();
    await expireLeases();
    await Promise.all([recover(), recover(), recover()]);
    expect((await rows()).map(({ state, body }) => ({ state, body }))).toEqual([
      { state: 'unknown', body: { text: '提醒' } },
      { state: 'due', body: { text: '（补发）提醒' } },
    ]);
  });
});

describe('edits', () => {
  it('are sent after their message, only the last of those that wait', async () => {
    const id = await sent('一');
    await edit(id, '二');
    await edit(id, '三');
    await send('别的');
    await deliverAll();
    expect(texts()).toEqual(['一', '✎三', '别的']);
    await edit(id, '四');
    await deliverAll();
    expect(texts().at(-1)).toBe('✎四');
  });

  it('of a message that never arrived go out as a message', async () => {
    failOnce(refused('no', { permanent: true }));
    const id = await sent('一');
    await edit(id, '二');
    await deliverAll();
    expect(texts()).toEqual(['二']);
  });

  it('are messages of their own where the platform cannot edit; replies to those find the subject', async () => {
    adapter = createScriptedAdapter({ edit: false });
    const id = await send('一', { subject: 'activity:3' });
    await edit(id ?? 0n, '二');
    await deliverAll();
    expect(texts()).toEqual(['一', '二']);
    const found = await core.deps.transact((tx) => subjectOf(tx, main, 'bot-2'));
    expect(found).toEqual({ subject: 'activity:3' });
  });
});

describe('a natural key', () => {
  it('makes one message of many, also in parallel', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => send(`第${n}`, { naturalKey: 'the-one' })));
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
    expect(await send('又', { naturalKey: 'the-one' })).toBeNull();
    await deliverAll();
    expect(adapter.arrived).toHaveLength(1);
  });

  it('is free again when the transaction that took it was rolled back', async () => {
    const failing = core.deps.transact(async (tx) => {
      await messenger.send(tx, main, { text: '一' }, { naturalKey: 'the-one' });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await send('二', { naturalKey: 'the-one' })).not.toBeNull();
    await deliverAll();
    expect(texts()).toEqual(['二']);
  });
});
