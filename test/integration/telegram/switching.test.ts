import { afterEach, describe, expect, it } from 'vitest';
import { openTelegramDoor, type TelegramDoor } from '../../support/telegram-door.ts';
import { startTelegramStandIn } from '../../support/telegram-stand-in.ts';

describe('one bot, asked and pushed by turns', () => {
  let closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
    closing = [];
  });
  async function begin() {
    const telegram = await startTelegramStandIn();
    closing.push(() => telegram.close());
    const zhang = telegram.person('张伟');
    const open = async (by: 'polling' | 'webhook', asleep = false) => {
      const door = await openTelegramDoor({ telegram, by, asleep });
      closing.push(() => door.close());
      return door;
    };
    return { telegram, zhang, open };
  }
  const words = ({ adapter, intake }: TelegramDoor) =>
    intake.updates.map(({ payload }) => adapter.parse(payload)?.text);

  it('loses nothing of what was said in between, both ways', async () => {
    const { telegram, zhang, open } = await begin();
    const asking = await open('polling');
    zhang.whispers('一');
    await telegram.allConfirmed();
    await asking.adapter.stop();
    zhang.whispers('二');
    const pushed = await open('webhook');
    zhang.whispers('三');
    await telegram.allConfirmed();
    await pushed.adapter.stop();
    zhang.whispers('四');
    const again = await open('polling');
    await telegram.allConfirmed();
    expect(telegram.updates.webhook).toBeNull();
    expect([asking, pushed, again].map(words)).toEqual([['一'], ['二', '三'], ['四']]);
  });

  it('a webhook set elsewhere is said as what it is, and what waits comes once it is gone', async () => {
    const { telegram, zhang, open } = await begin();
    const door = await open('polling');
    await telegram.called('getUpdates');
    telegram.updates.webhook = { url: 'http://127.0.0.1:9/elsewhere', secret: undefined };
    zhang.whispers('在吗');
    while (door.waits.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(door.adapter.health()).toEqual({ ok: false, detail: expect.stringMatching(/a webhook was set elsewhere/) });
    telegram.updates.webhook = null;
    await door.intake.next();
    expect(new Set(door.waits)).toEqual(new Set([10_000]));
    expect(door.adapter.health().ok).toBe(true);
  });

  it('two programs with one token: the older is told why it gets nothing, and the newer works', async () => {
    const { telegram, zhang, open } = await begin();
    const older = await open('polling');
    await telegram.called('getUpdates');
    const newer = await open('webhook');
    await telegram.called('setWebhook');
    while (older.waits.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(older.adapter.health().detail).toMatch(/another program reads this bot with the same token/);
    zhang.whispers('在吗');
    await telegram.allConfirmed();
    expect([words(older), words(newer)]).toEqual([[], ['在吗']]);
  });

  it('is told anew what it is to be shown when the door opens another way', async () => {
    const { telegram, open } = await begin();
    const asking = await open('polling');
    const { params } = await telegram.called('getUpdates');
    await asking.adapter.stop();
    await open('webhook');
    expect((await telegram.called('setWebhook')).params['allowed_updates']).toEqual(params['allowed_updates']);
  });
});
