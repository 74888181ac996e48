import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOldGuard } from '../../../src/chat/inbox/begin-old.ts';
import { claimNext, noteFailure } from '../../../src/chat/inbox/inbox.store.ts';
import { createCore, main, type Core } from './core-stage.ts';

let core: Core;
beforeEach(async () => {
  core = await createCore();
});
afterEach(() => core.close());

/** A process that begins now: whatever is in the inbox was there before it. */
const startProcess = () =>
  createOldGuard({ ...core.deps, pool: core.database.pool, startedAt: new Date(Date.now() + 60_000) });

describe('a message that waited when the process began', () => {
  it('is set aside when three processes died of it, and people are told', async () => {
    await core.put('zhang-wei', '帮助');
    for (let death = 0; death < 3; death += 1) {
      await startProcess()(main);
      expect(await core.states()).toEqual(['pending']);
    }
    await startProcess()(main);
    expect(await core.states()).toEqual(['set_aside']);
    expect((await core.answers()).map(({ conversation }) => conversation)).toContain(main);
  });

  it('is counted once by a process that outlives it', async () => {
    await core.put('zhang-wei', '帮助');
    const guard = startProcess();
    for (let look = 0; look < 8; look += 1) await guard(main);
    expect(await core.states()).toEqual(['pending']);
    await core.handleAll();
    expect(await core.states()).toEqual(['done']);
  });

  it('is not held against it when its handling failed and the process went on', async () => {
    await core.put('zhang-wei', '帮助');
    for (let start = 0; start < 6; start += 1) {
      await startProcess()(main);
      const [row] = await core.database.prisma.inboxMessage.findMany();
      if (!row) throw new Error('the message is gone');
      const noted = { ...row, attempts: 0 };
      await core.deps.transact((tx) => noteFailure(tx, noted, { code: 'storage.unavailable', counts: false }));
      await core.database.asOwner(`UPDATE "InboxMessage" SET "dueAt" = now()`);
    }
    expect(await core.states()).toEqual(['pending']);
  });

  it('is let be while it is being handled elsewhere, and so is what comes later', async () => {
    await core.put('zhang-wei', '帮助');
    await core.deps.transact(async (tx) => {
      await claimNext(tx, main);
      for (let start = 0; start < 6; start += 1) await startProcess()(main);
    });
    expect(await core.states()).toEqual(['pending']);
    const young = createOldGuard({ ...core.deps, pool: core.database.pool, startedAt: new Date(0) });
    for (let look = 0; look < 6; look += 1) await young(main);
    expect(await core.states()).toEqual(['pending']);
  });
});
