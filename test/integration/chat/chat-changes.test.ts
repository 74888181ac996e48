import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveConversation } from '../../../src/chat/chat-changes/chat-move.store.ts';
import { SendError } from '../../../src/chat/chat-adapter.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import type { SendOptions } from '../../../src/chat/handling-context.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { deliverDue } from '../../../src/chat/outbox/sender.ts';
import { createCore, createScriptedAdapter, dmOf, main, type Core, type ScriptedAdapter } from './core-stage.ts';

const next = conversationId({ platform: 'web', chat: 'super' });
const topicOf = (chat: string) => conversationId({ platform: 'web', chat, topic: '7' });

let core: Core;
let adapter: ScriptedAdapter;
beforeEach(async () => {
  core = await createCore();
  adapter = createScriptedAdapter();
});
afterEach(() => core.close());

const send = (text: string, to = main, options?: SendOptions) =>
  core.deps.transact((tx) => messenger.send(tx, to, { text, replyTo: 'm9' }, options));
const move = (from: typeof main, to: typeof main) => core.deps.transact((tx) => moveConversation(tx, from, to));
const rows = () => core.database.prisma.outboxMessage.findMany({ orderBy: { id: 'asc' } });
async function deliverAll(): Promise<void> {
  while ((await deliverDue({ ...core.deps, pool: core.database.pool, adapter })) > 0);
}
const arrived = () => adapter.arrived.map(({ conversation, text }) => [conversation, text]);
const refused = (more: Partial<ConstructorParameters<typeof SendError>[2]>) =>
  new SendError('planned', 'as the test planned', { outcome: 'refused', ...more });

describe('a chat that moved', () => {
  it('takes along what waits, topics too, without quotations that mean nothing there', async () => {
    await send('一');
    await send('二', topicOf('main'));
    await move(main, next);
    await send('三');
    await deliverAll();
    expect(arrived()).toEqual([
      [next, '一'],
      [topicOf('super'), '二'],
      [next, '三'],
    ]);
    expect(JSON.stringify((await rows()).map(({ body }) => body))).not.toContain('replyTo');
    expect(await core.database.prisma.chat.findMany({ where: { kind: 'group' } })).toMatchObject([
      { conversation: next, unitId: 1 },
    ]);
  });

  it('answers there what was said in the old one before', async () => {
    await core.put('zhang-wei', '帮助', { mention: true });
    await move(main, next);
    await core.handleAll();
    expect((await core.answers()).map(({ conversation }) => conversation)).toEqual([next]);
  });

  it('has no message left to change: the edit is one of its own', async () => {
    const id = await send('一');
    await deliverAll();
    await move(main, next);
    await core.deps.transact((tx) => messenger.edit(tx, id ?? 0n, { text: '改过' }));
    await deliverAll();
    expect(arrived()).toEqual([
      [main, '一'],
      [next, '改过'],
    ]);
  });

  it('on, and again: who means the first id reaches the last', async () => {
    const last = conversationId({ platform: 'web', chat: 'last' });
    await move(main, next);
    await move(next, last);
    await move(main, next);
    await move(next, last);
    await send('一');
    await deliverAll();
    expect(arrived()).toEqual([[last, '一']]);
  });

  it('to each other: a message is not passed back and forth for ever', async () => {
    adapter.script = ({ conversation }) => {
      throw refused({ movedTo: conversation === main ? next : main });
    };
    await send('一');
    for (let n = 0; n < 30; n += 1) {
      await deliverAll();
      await core.hasten();
    }
    expect(await rows()).toMatchObject([{ state: 'failed', attempts: 12 }]);
  });
});

describe('a chat that is closed to the bot', () => {
  const shut = (where: string) => {
    adapter.script = ({ conversation }) => {
      if (conversation === where) throw refused({ permanent: true, closed: true });
    };
  };
  const told = async () =>
    (await rows()).filter(
      ({ conversation, naturalKey }) => conversation === dmOf('chen-min') && naturalKey?.startsWith('notice:'),
    );

  it('group: nothing more is sent there, the secretary is told once, and it opens when somebody speaks to it', async () => {
    shut(main);
    for (const text of ['一', '二', '三']) await send(text);
    await deliverAll();
    expect((await rows()).filter(({ conversation }) => conversation === main).map(({ state }) => state)).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
    expect(await send('四')).toBeNull();
    expect(await told()).toHaveLength(1);
    expect(arrived().at(-1)?.[1]).toMatch(/示范支部会员群/);
    adapter.script = () => {};
    expect(await core.says('zhang-wei', '帮助', { mention: true })).toHaveLength(1);
    expect(await send('五')).not.toBeNull();
    shut(main);
    await deliverAll();
    expect(await told()).toHaveLength(2);
  });

  it('private talk: the person is spared, the others go on', async () => {
    await core.says('li-fang', '帮助', { room: dmOf('li-fang') });
    shut(dmOf('li-fang'));
    await send('私下', dmOf('li-fang'));
    await send('公开');
    await deliverAll();
    expect(await send('再私下', dmOf('li-fang'))).toBeNull();
    expect(arrived().map(([where]) => where)).toContain(main);
    expect((await told()).map(({ body }) => JSON.stringify(body)).join()).toContain('李芳');
    const member = await core.database.prisma.member.findFirst({ where: { name: '李芳' } });
    const talk = await core.deps.transact((tx) => core.deps.directory.privateConversation(tx, member?.id ?? 0, 'web'));
    expect(talk).toBeNull();
  });
});
