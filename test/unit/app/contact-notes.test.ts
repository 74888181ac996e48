import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContactNotes } from '../../../src/app/contact-notes.ts';
import type { AccountToNote } from '../../../src/app/contact-notes.store.ts';
import { SendError, type ChatAdapter } from '../../../src/chat/chat-adapter.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import type { Loop } from '../../../src/lib/loop.ts';

const account = (id: number, name: string, more: Partial<AccountToNote> = {}): AccountToNote => ({
  id,
  name,
  externalId: `@${id}`,
  session: 's1',
  remark: null,
  dmConversation: null,
  ...more,
});
const refusal = (more: ConstructorParameters<typeof SendError>[2]) => new SendError('wechat.planned', 'planned', more);

describe('notes beside contacts', () => {
  let present: AccountToNote[];
  let asked: string[];
  let kept: string[];
  let answer: (externalId: string, remark: string) => string | Error;
  let loop: Loop;

  const door = (canNote = true): ChatAdapter => ({
    platform: 'wechat',
    capabilities: { edit: false, buttons: false, files: true, idempotentSend: false },
    parse: () => null,
    send: async () => ({ messageId: '1' }),
    async edit() {},
    ...(canNote
      ? {
          async noteContact(externalId: string, remark: string) {
            asked.push(`${externalId} ${remark}`);
            const said = answer(externalId, remark);
            if (said instanceof Error) throw said;
            return said;
          },
        }
      : {}),
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: '' }),
  });

  /** What is asked of the platform in the next milliseconds. */
  async function look(milliseconds = 60_000): Promise<string[]> {
    asked = [];
    await vi.advanceTimersByTimeAsync(milliseconds);
    return asked;
  }

  async function begin(doors: readonly ChatAdapter[] = [door()]): Promise<string[]> {
    loop = createContactNotes({
      doors,
      accounts: async () => present,
      async keep({ id, name }, remark) {
        kept.push(`${name}: ${remark}`);
        present = present.map((each) => (each.id === id ? { ...each, remark } : each));
      },
      log: silentLogger,
    });
    loop.start();
    return look(0);
  }

  beforeEach(() => {
    vi.useFakeTimers();
    present = [account(1, '张伟'), account(2, '张伟')];
    kept = [];
    answer = (_id, remark) => remark;
  });
  afterEach(async () => {
    const stopped = loop.stop();
    await vi.runAllTimersAsync();
    await stopped;
    vi.useRealTimers();
  });

  it('tell two members of one name apart, and are made once in a login', async () => {
    expect(await begin()).toEqual(['@1 张伟·同心1', '@2 张伟·同心2']);
    expect(kept).toEqual(['张伟: 张伟·同心1', '张伟: 张伟·同心2']);
    expect(await look()).toEqual([]);
    present = [account(1, '张伟', { externalId: '@7', session: 's2', remark: '张伟·同心1' })];
    expect(await look()).toEqual(['@7 张伟·同心1']);
    expect(kept).toHaveLength(2);
  });

  it('leave what somebody wrote by hand, and keep that', async () => {
    answer = () => '老张（区医院）';
    present = [account(1, '张伟')];
    await begin();
    expect(kept).toEqual(['张伟: 老张（区医院）']);
    expect(await look()).toEqual([]);
  });

  it('are not tried twice with somebody who is no contact, but once more when they talk in private', async () => {
    answer = () => refusal({ outcome: 'refused', permanent: true });
    expect(await begin()).toHaveLength(2);
    expect(await look()).toEqual([]);
    answer = (_id, remark) => remark;
    present = [account(1, '张伟', { dmConversation: 'wechat:@1' }), account(2, '张伟')];
    expect(await look()).toEqual(['@1 张伟·同心1']);
    expect(kept).toEqual(['张伟: 张伟·同心1']);
  });

  it('keep the pace that the platform asks for', async () => {
    answer = (id, remark) => (id === '@1' ? remark : refusal({ outcome: 'refused', retryAfterMs: 15_000 }));
    expect(await begin()).toEqual(['@1 张伟·同心1', '@2 张伟·同心2']);
    expect(await look(14_900)).toEqual([]);
    answer = (_id, remark) => remark;
    expect(await look(200)).toEqual(['@2 张伟·同心2']);
  });

  it('wait while nobody is logged in, without asking for everybody', async () => {
    answer = () => refusal({ outcome: 'refused', everywhere: true });
    expect(await begin()).toEqual(['@1 张伟·同心1']);
    expect(await look()).toEqual(['@1 张伟·同心1']);
    expect(kept).toEqual([]);
  });

  it('are given up for this login after three tries without a reason', async () => {
    present = [account(1, '张伟')];
    answer = () => refusal({ outcome: 'unknown' });
    await begin();
    expect(await look()).toHaveLength(1);
    expect(await look()).toHaveLength(1);
    expect(await look()).toEqual([]);
    present = [account(1, '张伟', { session: 's2' })];
    expect(await look()).toHaveLength(1);
  });

  it('are not asked of a platform that has none', async () => {
    expect(await begin([door(false)])).toEqual([]);
    expect(kept).toEqual([]);
  });
});
