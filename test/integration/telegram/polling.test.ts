import { afterEach, describe, expect, it } from 'vitest';
import type { Logger } from '../../../src/lib/logger.ts';
import { createBell } from '../../support/bell.ts';
import { openTelegramDoor, type TelegramDoor, type TelegramDoorOptions } from '../../support/telegram-door.ts';
import { startTelegramStandIn } from '../../support/telegram-stand-in.ts';

const allKinds = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction', 'poll_answer'];

interface Line {
  level: string;
  text: string;
}

describe('asking Telegram for updates', () => {
  let closing: (() => Promise<void>)[] = [];
  const lines: Line[] = [];
  const bell = createBell();
  const note = (level: string) => (fields: object, message: string) => {
    lines.push({ level, text: `${JSON.stringify(fields)} ${message}` });
    bell.ring();
  };
  const log: Logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const logged = (words: RegExp) =>
    bell.until(() => lines.find(({ text }) => words.test(text)), `a log line ${String(words)}`);

  async function open(options: TelegramDoorOptions = {}): Promise<TelegramDoor> {
    const door = await openTelegramDoor({ log, ...options });
    closing.push(() => door.close());
    return door;
  }
  afterEach(async () => {
    for (const close of closing) await close();
    closing = [];
    lines.length = 0;
  });

  it('takes away an old webhook and asks by name for what it reads', async () => {
    const { telegram } = await open();
    const { params } = await telegram.called('getUpdates');
    expect(params).toMatchObject({ allowed_updates: allKinds });
    expect(telegram.calls.map(({ method }) => method).slice(0, 3)).toEqual(['getMe', 'deleteWebhook', 'getUpdates']);
  });

  it('moves the offset only after the commit, and asks again from the same place after a restart', async () => {
    const { telegram, intake, adapter } = await open();
    const release = intake.hold();
    const zhang = telegram.person('张伟');
    telegram.group('示范支部', [zhang]);
    zhang.says('参加');
    await intake.attempted(1);
    expect(telegram.updates.confirmed).toBe(0);
    const stopped = adapter.stop();
    release();
    await stopped;
    // Stored but not confirmed: it would come again, and its key is known.
    expect(telegram.updates.confirmed).toBe(0);
    expect(telegram.updates.waiting).toHaveLength(1);
    expect(intake.updates.map(({ updateKey }) => updateKey)).toEqual(['1000']);
  });

  it('waits longer and longer while nothing can be stored, at most 5 s, and loses nothing', async () => {
    const { telegram, intake, waits } = await open();
    intake.fail(6);
    telegram.person('张伟').whispers('社情民意：西门路灯坏了');
    await telegram.allConfirmed();
    expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
    expect(intake.updates).toHaveLength(1);
  });

  it('keeps the number of an update that storage refuses for good, and goes on', async () => {
    const { telegram, intake } = await open();
    intake.fail(2, new TypeError('cannot be stored, whatever is tried'));
    const zhang = telegram.person('张伟');
    zhang.whispers('坏的');
    await telegram.allConfirmed();
    zhang.whispers('好的');
    await telegram.allConfirmed();
    expect(
      intake.updates.map(({ updateKey, payload }) => [updateKey, JSON.stringify(payload).includes('好的')]),
    ).toEqual([
      ['1000', false],
      ['1001', true],
    ]);
    expect(lines.map(({ text }) => text).join('\n')).not.toMatch(/坏的|好的/);
    expect(lines.some(({ level, text }) => level === 'error' && text.includes('1000'))).toBe(true);
  });

  it('passes over what has no number', async () => {
    const { telegram, intake } = await open();
    telegram.updates.addRaw({ message: 'no number' });
    telegram.person('张伟').whispers('在吗');
    expect((await intake.next()).updateKey).toBe('1000');
  });

  it('closes the door when the token is refused, and says what to do', async () => {
    const { adapter, telegram } = await open({ token: '700001:an-older-token' });
    await logged(/TELEGRAM_BOT_TOKEN.*@BotFather/);
    expect(adapter.health()).toEqual({ ok: false, detail: expect.stringMatching(/@BotFather/) });
    expect(telegram.calls).toEqual([]);
    expect(lines.map(({ text }) => text).join('\n')).not.toContain('an-older-token');
  });

  it('explains another reader of the same bot, and tries again slowly', async () => {
    const door = await openTelegramDoor({ log, asleep: true });
    closing.push(() => door.close());
    door.telegram.fault('getUpdates', { status: 409, description: 'Conflict: terminated by other getUpdates request' });
    await door.adapter.start(door.intake);
    await logged(/same token/);
    door.telegram.person('张伟').whispers('在吗');
    await door.intake.next();
    expect(door.waits).toEqual([10_000]);
    expect(door.adapter.health().ok).toBe(true);
  });

  it('keeps the pause that Telegram asks for, and backs off from anything else', async () => {
    const door = await openTelegramDoor({ log, asleep: true });
    closing.push(() => door.close());
    door.telegram.fault('getMe', { reset: 'before' });
    door.telegram.fault('getUpdates', { status: 429, parameters: { retry_after: 7 } });
    door.telegram.fault('getUpdates', { status: 502, html: '<html>Bad Gateway</html>' });
    door.telegram.fault('getUpdates', { status: 200, html: 'not JSON' });
    await door.adapter.start(door.intake);
    door.telegram.person('张伟').whispers('在吗');
    await door.intake.next();
    expect(door.waits).toEqual([1000, 7000, 2000, 4000]);
    expect(lines.map(({ text }) => text).join('\n')).not.toContain(door.telegram.token);
  });

  it('opens at once though Telegram is silent, and closes in time', async () => {
    const door = await openTelegramDoor({ log, asleep: true });
    closing.push(() => door.close());
    door.telegram.fault('getMe', { hang: true });
    await door.adapter.start(door.intake);
    await door.telegram.called('getMe');
    expect(door.adapter.health()).toEqual({ ok: false, detail: 'connecting to Telegram' });
    const begun = performance.now();
    await door.adapter.stop();
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('the stand-in', () => {
  it('tells two readers of one bot apart, as Telegram does', async () => {
    const telegram = await startTelegramStandIn();
    const ask = async () => {
      const body = JSON.stringify({ timeout: 2 });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${telegram.apiRoot}/bot${telegram.token}/getUpdates`, { method: 'POST', body, headers }))
        .status;
    };
    const first = ask();
    await telegram.called('getUpdates');
    const second = ask();
    expect(await first).toBe(409);
    telegram.person('张伟').whispers('在吗');
    expect(await second).toBe(200);
    await telegram.close();
  });
});
