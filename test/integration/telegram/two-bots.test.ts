import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTelegramDoor, type TelegramDoor } from '../../support/telegram-door.ts';
import { openBranchApp, type Branch, type BranchApp } from '../../support/telegram/branch-app.ts';
import { startTelegramStandIn } from '../../support/telegram-stand-in.ts';

const withinMs = 20_000;
const secretHeader = 'x-telegram-bot-api-secret-token';

/** The same people have the same numbers at both bots, and so have the groups: only the bot tells them apart. */
describe('two bots in one process', () => {
  let house: BranchApp;
  let west: Branch;
  let east: Branch;
  beforeAll(async () => {
    house = await openBranchApp({ by: 'webhook', titles: ['城西支部', '城东支部'] });
    [west, east] = [house.branch(0), house.branch(1)];
    await Promise.all([west, east].map(({ telegram }) => telegram.called('setWebhook', () => true, withinMs)));
  }, 60_000);
  afterAll(() => house?.close());

  const ours = ({ group }: Branch) => group.messages.filter(({ from }) => from?.isBot).map(({ text = '' }) => text);

  it('take what is said to each for its own unit, though person and group have the same numbers', async () => {
    expect([west.zhang.account.id, west.group.chat.id]).toEqual([east.zhang.account.id, east.group.chat.id]);
    west.zhang.says('社情民意：西门三盏路灯坏了三个月，晚上走路看不清台阶，建议尽快修好。');
    await west.group.sees(/社-1/, { withinMs });
    east.zhang.says('社情民意：东门菜场六点就关门，下班的人买不到菜，建议延长到八点。');
    await east.group.sees(/社-1/, { withinMs });
    expect(ours(west)).toHaveLength(1);
    expect(ours(east)).toHaveLength(1);
    const kept = await house.database.prisma.submission.findMany({ orderBy: { id: 'asc' }, include: { unit: true } });
    expect(kept.map(({ unit, text }) => [unit.name, text.slice(0, 2)])).toEqual([
      ['城西支部', '西门'],
      ['城东支部', '东门'],
    ]);
    const rows = await house.database.prisma.inboxMessage.findMany({ select: { platform: true, account: true } });
    expect(new Set(rows.map(({ platform, account }) => `${platform} ${account}`))).toEqual(
      new Set(['telegram 700001', 'telegram-700002 700002']),
    );
  });

  it('answer in private each in its own talk', async () => {
    east.chen.whispers('帮助');
    await east.chen.sees(/社情民意/, { withinMs });
    expect(west.chen.dm.shown).toEqual([]);
  });

  it('show their menus each to its own secretary', async () => {
    for (const { telegram, chen, zhang } of [west, east]) {
      await telegram.offers(`chat ${chen.account.id} en`, 'help', withinMs);
      const own = telegram.menu(`chat ${chen.account.id}`) ?? [];
      const everybody = telegram.menu('all_private_chats') ?? [];
      expect(own.length).toBeGreaterThan(everybody.length);
      expect(everybody.length).toBeGreaterThan(telegram.menu('all_group_chats')?.length ?? 99);
      expect(telegram.menu(`chat ${zhang.account.id}`)).toBeUndefined();
      expect(telegram.menu('all_private_chats en')?.map(({ command }) => command)).toEqual(
        everybody.map(({ command }) => command),
      );
    }
  });

  it('are pushed to at paths of their own, each with a secret that the other does not take', async () => {
    const [one, two] = [west.telegram.updates.webhook, east.telegram.updates.webhook];
    if (!one || !two) throw new Error('no webhook was set');
    expect(new Set([one.url, two.url, one.secret, two.secret]).size).toBe(4);
    const post = async (url: string, secret = '') => {
      const headers = { 'content-type': 'application/json', [secretHeader]: secret };
      return (await fetch(url, { method: 'POST', headers, body: '{"update_id":1}' })).status;
    };
    expect(await post(one.url, two.secret)).toBe(401);
    expect(await post(two.url, one.secret)).toBe(401);
    expect(await post(one.url, one.secret)).toBe(200);
    expect(await post(two.url, two.secret)).toBe(200);
  });

  it('leave no token in the log', () => {
    expect(house.logged()).toContain('telegram-700002');
    expect(house.logged()).not.toMatch(/stand-in-token|a-secret-for-this-branch/);
  });
});

describe('two bots that are asked for updates', () => {
  let closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
    closing = [];
  });

  it('another reader of the one is no matter of the other', async () => {
    const first = await startTelegramStandIn();
    const second = await startTelegramStandIn({ token: '700002:another-token', username: 'second_bot', beside: first });
    const doors: TelegramDoor[] = [];
    for (const telegram of [first, second]) {
      doors.push(await openTelegramDoor({ telegram, asleep: true, isFurther: telegram === second }));
    }
    const [one, two] = doors;
    if (!one || !two) throw new Error('no doors');
    closing = [() => first.close(), () => second.close(), () => one.close(), () => two.close()];
    second.fault('getUpdates', {
      status: 409,
      description: 'Conflict: terminated by other getUpdates request',
      times: 3,
    });
    await Promise.all([one.adapter.start(one.intake), two.adapter.start(two.intake)]);
    first.person('张伟').whispers('在吗');
    expect(await one.intake.next()).toMatchObject({ account: '700001', conversation: 'telegram:50001' });
    expect(one.waits).toEqual([]);
    second.person('张伟').whispers('在吗');
    expect(await two.intake.next()).toMatchObject({ account: '700002', conversation: 'telegram-700002:50001' });
    expect(two.waits).toEqual([10_000, 10_000, 10_000]);
    expect(two.adapter.parse(two.intake.updates[0]?.payload)).toMatchObject({ platform: 'telegram-700002' });
    expect(one.adapter.capabilities.pace?.account).not.toBe(two.adapter.capabilities.pace?.account);
  });
});
