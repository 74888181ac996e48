import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDispatcher } from '../../../src/chat/inbox/dispatcher.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createIntake } from '../../../src/chat/inbox/intake.store.ts';
import { client, inTransaction, openDatabase } from '../../../src/storage/index.ts';
import { createBell } from '../../support/bell.ts';
import { commandOf, createCore, dmOf, findText, main, type Core } from './core-stage.ts';

let core: Core;
/** How often the handler of 断开 still loses its connection. */
let cuts = 0;
/** What the handler of 出错 throws next. */
let fault: Error | null;

beforeEach(async () => {
  fault = null;
  core = await createCore({
    commands: [
      commandOf('记下', 'note', async (context, rest) => {
        await context.reply(`好：${rest}`);
      }),
      commandOf('断开', 'cut', async (context, rest) => {
        if (cuts > 0) {
          cuts -= 1;
          await cut();
        }
        await context.reply(`接上：${rest}`);
      }),
      commandOf('除零', 'divide', async ({ tx }) => {
        await client(tx).$queryRaw`SELECT 1 / 0`;
      }),
      commandOf('出错', 'fail', async (context, rest) => {
        await context.reply(`不该说的：${rest}`);
        if (fault) throw fault;
      }),
    ],
  });
});
afterEach(() => core.close());

const rowCount = () => core.database.prisma.inboxMessage.count();

describe('intake', () => {
  it('takes one update once, however often and however parallel it comes', async () => {
    await Promise.all(
      Array.from({ length: 50 }, () => core.put('zhang-wei', '记下 一', { id: 'same', updateKey: 'same' })),
    );
    await core.put('zhang-wei', '记下 一', { id: 'same', updateKey: 'same' });
    expect(await rowCount()).toBe(1);
    await core.handleAll();
    await core.put('zhang-wei', '记下 一', { id: 'same', updateKey: 'same' });
    await core.handleAll();
    expect((await core.answers()).map(({ text }) => text)).toEqual(['好：一']);
  });

  it('takes one version of a message once under any update, and an edit as a version of its own', async () => {
    await Promise.all(Array.from({ length: 50 }, () => core.put('zhang-wei', '记下 一', { id: 'same' })));
    expect(await rowCount()).toBe(1);
    await core.put('zhang-wei', '记下 二', { id: 'same', version: 1 });
    await core.handleAll();
    expect((await core.answers()).map(({ text }) => text)).toEqual(['好：一', '好：二']);
  });

  it('keeps what PostgreSQL could not: NUL and halves of characters', async () => {
    expect(await core.says('zhang-wei', '记下 一\0二\uD83D三')).toEqual(['好：一二\uFFFD三']);
  });

  const deep = (levels: number) => {
    let value: unknown = 'x';
    for (let level = 0; level < levels; level += 1) value = [value];
    return value;
  };

  it.each([
    ['NUL in a name', { 'a\0b': 1 }],
    ['no JSON at all', { big: 1n }],
    ['lists 6000 deep', deep(6000)],
    ['lists 2000 deep and wide', Array.from({ length: 50 }, () => deep(3000))],
  ])('one bad update harms no other in the same commit: %s', async (_what, payload) => {
    const update = (updateKey: string, given: unknown) => ({
      account: 'bot',
      updateKey,
      messageKey: null,
      conversation: main,
      payload: given,
    });
    const settled = await Promise.allSettled([
      core.intake.accept([update('first', {})]),
      ...Array.from({ length: 9 }, (_, index) => core.intake.accept([update(`good-${index}`, {})])),
      core.intake.accept([update('bad', payload)]),
      core.intake.accept([update('last', {})]),
    ]);
    expect(settled.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(11);
    const keys = await core.database.prisma.inboxMessage.findMany({ where: { updateKey: { not: 'bad' } } });
    expect(keys).toHaveLength(11);
  });

  it('acknowledges nothing while the database is away', async () => {
    const away = await openDatabase({ databaseUrl: core.database.url, dataDir: tmpdir(), log: silentLogger });
    await away.close();
    const intake = createIntake({ pool: away.pool, platform: 'web', isChatter: () => false, accepted() {} });
    const accept = intake.accept([
      { account: 'bot', updateKey: '1', messageKey: null, conversation: main, payload: {} },
    ]);
    await expect(accept).rejects.toMatchObject({ code: 'storage.unavailable', transient: true });
  });
});

describe('chatter', () => {
  it('leaves no word in the database, nor the account of who said it', async () => {
    await core.put('zhang-wei', '今晚去看金丝雀吗');
    await core.put('somebody-new', '我也想看金丝雀');
    expect(await core.states()).toEqual(['ignored', 'ignored']);
    expect(await findText(core.database, '金丝雀')).toEqual([]);
    expect(await findText(core.database, 'somebody-new')).toEqual([]);
    await core.handleAll();
    expect(await core.answers()).toEqual([]);
  });

  it('is kept while an answer is awaited in the group, and erased once it was none', async () => {
    await core.database.prisma.question.create({ data: { conversation: main, kind: 'probe.any', subject: 'x:1' } });
    await core.put('zhang-wei', '今晚去看金丝雀吗');
    expect(await core.states()).toEqual(['pending']);
    await core.handleAll();
    expect(await core.states()).toEqual(['ignored']);
    expect(await findText(core.database, '金丝雀')).toEqual([]);
  });

  it('is kept behind something that is still to be handled, in the same commit and in an earlier one', async () => {
    const update = (id: string, text: string) => ({
      account: 'bot',
      updateKey: id,
      messageKey: null,
      conversation: main,
      payload: { id, from: 'zhang-wei', text, room: main },
    });
    await core.intake.accept([update('1', '早上好'), update('2', '帮助'), update('3', '晚上好')]);
    await core.intake.accept([update('4', '明天见')]);
    expect(await core.states()).toEqual(['ignored', 'pending', 'pending', 'pending']);
    await core.handleAll();
    expect(await core.states()).toEqual(['ignored', 'done', 'ignored', 'ignored']);
  });
});

describe('two dispatchers on one database', () => {
  it('keep the order of 200 messages in a conversation, and answer each once', async () => {
    const other = await openDatabase({ databaseUrl: core.database.url, dataDir: tmpdir(), log: silentLogger });
    const most = 200;
    let tries = 0;
    const bell = createBell();
    let handled = 0;
    const committed = () => {
      handled += 1;
      bell.ring();
    };
    const sets = [core.database, other].map((database) =>
      createDispatcher({
        startedAt: new Date(0),
        ...core.deps,
        pool: database.pool,
        transact: (work) => {
          tries += 1;
          return inTransaction(database, work);
        },
        committed,
      }),
    );
    for (let n = 0; n < most; n += 1) {
      await core.put('zhang-wei', `记下 ${n}`);
      if (n % 10 === 0) await core.put('li-fang', `记下 ${n}`, { room: dmOf('li-fang') });
    }
    for (const dispatcher of sets) dispatcher.start();
    await bell.until(() => (handled === most + 20 ? true : undefined), 'all handled', 25_000);
    await Promise.all(sets.map((dispatcher) => dispatcher.stop()));
    await other.close();
    const said = await core.answers();
    const inMain = said.filter(({ conversation }) => conversation === main);
    expect(inMain.map(({ text }) => text)).toEqual(Array.from({ length: most }, (_, n) => `好：${n}`));
    expect(said).toHaveLength(most + 20);
    // The one that finds a conversation taken leaves it alone instead of asking again and again.
    expect(tries).toBeLessThan(most + 20 + 60);
  });
});

/** The database ends every connection on which a transaction waits for its next statement. */
const cut = async () => {
  await core.database.asOwner(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`,
  );
};

describe('a handler that throws', () => {
  /** Handles and lets the wait be over, a few rounds. */
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round += 1) {
      await core.handleAll();
      await core.hasten();
    }
    await core.handleAll();
  };

  it('is tried three times and set aside; its author and the secretary hear of it once, others go on', async () => {
    fault = new Error('a text that may quote a member');
    await core.put('zhang-wei', '出错 一');
    await core.put('zhang-wei', '记下 二');
    await core.handleAll();
    expect((await core.answers()).map(({ text }) => text)).toEqual(['好：二']);
    await rounds(6);
    expect(await core.states()).toEqual(['set_aside', 'done']);
    expect((await core.answers()).slice(1)).toEqual([
      { conversation: main, text: expect.stringMatching(/没处理成，原话已存好.*不用重发/), quotes: 'm1' },
      {
        conversation: dmOf('chen-min'),
        text: expect.stringMatching(/张伟有一条消息（.*）我试了三次都没处理成/),
        quotes: undefined,
      },
    ]);
    const row = await core.database.prisma.inboxMessage.findFirstOrThrow({ orderBy: { id: 'asc' } });
    expect(row).toMatchObject({ attempts: 3, error: 'Error', payload: { text: '出错 一' } });
    expect(JSON.stringify(core.logged)).not.toContain('quote a member');
  });

  it('leaves nothing of a failed try behind', async () => {
    fault = new Error('once');
    await core.put('zhang-wei', '出错 一');
    await core.handleAll();
    fault = null;
    await rounds(1);
    expect((await core.answers()).map(({ text }) => text)).toEqual(['不该说的：一']);
    expect(await core.states()).toEqual(['done']);
  });

  it('is never set aside for a passing fault', async () => {
    fault = new AppError('model.busy', 'later', { transient: true });
    await core.put('zhang-wei', '出错 一');
    await rounds(12);
    expect(await core.states()).toEqual(['pending']);
    fault = null;
    await rounds(1);
    expect(await core.states()).toEqual(['done']);
    expect(await core.answers()).toHaveLength(1);
  });

  it('is never set aside because the database was cut off before the commit', async () => {
    let left = 4;
    const { transact } = core.deps;
    core.deps.transact = (work) =>
      transact(async (tx) => {
        const result = await work(tx);
        if (left > 0 && typeof result === 'object' && result !== null) {
          left -= 1;
          await cut();
        }
        return result;
      });
    await core.put('zhang-wei', '记下 一');
    await rounds(8);
    expect(left).toBe(0);
    expect(await core.states()).toEqual(['done']);
    expect((await core.answers()).map(({ text }) => text)).toEqual(['好：一']);
  });

  it('is never set aside because the database was cut off in the midst of it', async () => {
    cuts = 4;
    await core.put('zhang-wei', '断开 一');
    await rounds(8);
    expect(cuts).toBe(0);
    expect(await core.states()).toEqual(['done']);
    expect((await core.answers()).map(({ text }) => text)).toEqual(['接上：一']);
  });

  it('is set aside for a fault of its own statement in the database', async () => {
    await core.put('zhang-wei', '除零 一');
    await rounds(4);
    expect(await core.states()).toEqual(['set_aside']);
  });

  it('is set aside even when nobody can be told', async () => {
    fault = new Error('thrice');
    const { identify } = core.deps.directory;
    await core.put('zhang-wei', '出错 一');
    await rounds(1);
    core.deps.directory = {
      ...core.deps.directory,
      async identify(tx, message) {
        if (message.text === '出错 一') throw new Error('not even this');
        return identify(tx, message);
      },
    };
    await rounds(3);
    expect(await core.states()).toEqual(['set_aside']);
  });
});
