import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectKept } from '../support/expect-kept.ts';
import { createFaultHouse, inHouse, webhookSecret, type FaultHouse } from '../support/fault-house.ts';
import { freePort } from '../support/port.ts';
import type { RunningBot } from '../support/running-bot.ts';
import type { TelegramPlace } from '../support/telegram/people.ts';

const report = (what: string) => `社情民意：${what}的公交站没有座椅，老人候车站得久，建议尽快加装。`;
const webhookPath = `/telegram/${createHash('sha256').update(`webhook path ${webhookSecret}`).digest('hex').slice(0, 32)}`;
const withinMs = 60_000;

let house: FaultHouse;
let bot: RunningBot;
let hook = '';

beforeAll(async () => {
  const port = await freePort();
  const environment = { PORT: String(port) };
  house = await createFaultHouse({
    shared: true,
    telegram: 'webhook',
    webhookUrl: `http://127.0.0.1:${port}`,
    environment,
  });
  bot = await house.bot({ port });
  hook = `${bot.url}${webhookPath}`;
  await bot.start();
  await house.telegram.called('setWebhook', undefined, 20_000);
}, 120_000);
afterAll(() => house?.dispose());

/** Pushes as Telegram would. */
async function push(pushed: object): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhookSecret };
  const answer = await fetch(hook, { method: 'POST', headers, body: JSON.stringify(pushed) });
  await answer.arrayBuffer();
  return answer.status;
}

let nextUpdate = 900_001;
let nextMessage = 50_001;

/** An update with a message of a member in the group. */
function update(text: string, more: { date?: number; id?: number; edit?: number } = {}): { update_id: number } {
  const { id, name } = house.branch.members[0]?.account ?? { id: 0, name: '' };
  const { chat } = house.branch.group;
  const message = {
    message_id: more.id ?? nextMessage,
    from: { id, is_bot: false, first_name: name },
    chat: { id: chat.id, type: 'group', title: chat.title },
    date: more.date ?? Math.floor(Date.now() / 1000),
    ...(more.edit === undefined ? {} : { edit_date: more.edit }),
    text,
  };
  nextUpdate += 1;
  nextMessage += 1;
  return { update_id: nextUpdate, ...(more.edit === undefined ? { message } : { edited_message: message }) };
}

const submissions = (like: string) =>
  house.query<{ id: number; text: string }>(`SELECT id, text FROM "Submission" WHERE text LIKE $1`, [like]);
const fromBot = (place: TelegramPlace) => place.messages.filter(({ from }) => from?.isBot).length;

describe('what Telegram may do to us', () => {
  it('F27 the same update fifty times at once: all answered 200, one row, one receipt', async () => {
    const same = update(report('东街'));
    const statuses = await Promise.all(Array.from({ length: 50 }, () => push(same)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    house.history.write({ type: 'ok', op: 'update', key: `telegram/700001/${same.update_id}` });
    await house.branch.group.sees(/已收到/, { withinMs });
    await expectKept(house);
    expect(await submissions('东街%')).toHaveLength(1);
    expect(fromBot(house.branch.group)).toBe(1);
  });

  it('F28 an edit before its message, and a message of 23 hours ago: order and effects as they should be', async () => {
    const now = Math.floor(Date.now() / 1000);
    const id = nextMessage + 1_000;
    const edited = update(report('西街（改过）'), { id, edit: now, date: now - 5 });
    const original = update(report('西街'), { id, date: now - 5 });
    const old = update(report('旧街'), { date: now - 23 * 3600 });
    for (const one of [edited, original, old]) {
      expect(await push(one)).toBe(200);
      house.history.write({ type: 'ok', op: 'update', key: `telegram/700001/${one.update_id}` });
    }
    await expectKept(house);
    // Only what had been said last counts: the message that came late is not a second report.
    expect((await submissions('西街%')).length).toBeLessThanOrEqual(1);
    expect(await submissions('旧街%')).toHaveLength(1);
  });

  it('F30 429, 5xx, HTML, refused and moved: that chat waits, the others are served, nothing is said twice', async () => {
    const slow = await house.addGroup('慢群');
    const moved = await house.addGroup('搬家群');
    const closed = await house.addGroup('关门群');
    const [zhang, li, wang, liu] = house.branch.members;
    house.telegram.fault('sendMessage', { status: 429, parameters: { retry_after: 2 } });
    zhang?.says(report('一巷'), { in: slow });
    await house.telegram.called('sendMessage', ({ chat_id }) => chat_id === slow.chat.id, withinMs);
    const asked = performance.now();
    li?.says(report('二巷'), { in: house.branch.group });
    await house.branch.group.sees(/已收到/, { withinMs });
    await slow.sees(/已收到/, { withinMs });
    expect(performance.now() - asked, 'retry_after was kept').toBeGreaterThan(1_500);
    for (const fault of [{ status: 502, html: '<h1>Bad gateway</h1>' }, { status: 500 }] as const) {
      house.telegram.fault('sendMessage', fault);
    }
    wang?.says(report('三巷'), { in: slow });
    moved.becomesSupergroup();
    liu?.says(report('四巷'), { in: moved });
    zhang?.says(report('五巷'), { in: closed });
    closed.throwsOut(house.branch.secretary);
    await house.telegram.allConfirmed(withinMs);
    await house.settled(90_000);
    const { unknown } = await expectKept(house);
    expect(await submissions('_巷%')).toHaveLength(5);
    expect(fromBot(moved)).toBe(1);
    expect(fromBot(slow) + (unknown ?? 0), 'an answer that is no JSON leaves the outcome open').toBeGreaterThanOrEqual(
      2,
    );
  });

  it('F30 a connection reset after the whole request: unknown, not repeated', async () => {
    const place = await house.addGroup('断线群');
    const before = (await expectKept(house))['unknown'] ?? 0;
    house.telegram.fault('sendMessage', { reset: 'after' });
    house.branch.members[2]?.says(report('断线街'), { in: place });
    await place.sees(/已收到/, { withinMs });
    const { unknown } = await expectKept(house);
    expect(unknown).toBe(before + 1);
    expect(fromBot(place)).toBe(1);
  });
});

describe('more than one reader of the same bot', () => {
  it(
    'F29 two pollers, and a webhook set meanwhile: told plainly, nothing lost, nothing twice',
    { timeout: 180_000 },
    () =>
      inHouse({}, async (other) => {
        const one = await other.bot({ role: 'bot' });
        const two = await other.bot({ role: 'bot' });
        await Promise.all([one.start(), two.start()]);
        const { group, members } = other.branch;
        for (let count = 0; count < 6; count += 1) {
          members[count % members.length]?.says(report(`第${count}处`), { in: group });
          await pause(300);
        }
        other.telegram.updates.webhook = { url: 'http://127.0.0.1:9/nobody', secret: undefined };
        await pause(500);
        other.telegram.updates.webhook = null;
        await other.telegram.allConfirmed(90_000);
        const { submissions: kept } = await expectKept(other, 90_000);
        expect(kept).toBe(6);
        expect(one.output() + two.output()).toMatch(/another program reads this bot/);
      }),
  );
});
