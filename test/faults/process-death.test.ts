import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectKept } from '../support/expect-kept.ts';
import { faultForm, tell } from '../support/fault-form.ts';
import { createFaultHouse, inHouse, type FaultHouse } from '../support/fault-house.ts';
import { post, startTelegramLoad, startWebLoad } from '../support/fault-load.ts';
import { startOpenAiStandIn } from '../support/openai-stand-in.ts';
import { createRoomClient } from '../support/room-client.ts';

const { isFull } = faultForm;
const report = (what: string) => `社情民意：${what}的路灯坏了三天，老人夜里出门看不清，建议尽快修好。`;

/** What became of the outbox rows of the group. */
const outcomes = (house: FaultHouse) =>
  house.query<{ state: string; leaseToken: number }>(
    `SELECT state::text, "leaseToken" FROM "OutboxMessage" WHERE platform = 'telegram' ORDER BY id`,
  );

const fromBot = (house: FaultHouse) => house.branch.group.messages.filter(({ from }) => from?.isBot);

describe.concurrent('processes that end, stop or stumble', () => {
  it('F5 SIGTERM under load: drained within 10 s, exit code 0, nothing in flight lost', () =>
    inHouse({}, async (house) => {
      const bot = await house.bot();
      await bot.start();
      const web = startWebLoad([bot.url], house.history, { pauseMs: 50 });
      const telegram = startTelegramLoad(house.branch, 500);
      const times: number[] = [];
      for (let round = 0; round < 2; round += 1) {
        await pause(1_500);
        const begun = performance.now();
        expect(await bot.stop(), bot.output().slice(-2000)).toBe(0);
        times.push(performance.now() - begun);
        await bot.start();
      }
      await Promise.all([web.stop(), telegram.stop()]);
      await house.telegram.allConfirmed(30_000);
      await expectKept(house);
      expect(Math.max(...times)).toBeLessThan(10_000);
      tell('figure', `F5: stopped under load in ${times.map((ms) => `${Math.round(ms)} ms`).join(', ')}`);
    }));

  it('F2 kill -9 between "the platform took it" and "marked sent": unknown, told as such, not repeated', () =>
    inHouse({}, async (house) => {
      const bot = await house.bot();
      await bot.start();
      house.telegram.fault('sendMessage', { hang: true });
      house.branch.members[0]?.says(report('东门'), { in: house.branch.group });
      await house.branch.group.sees(/已收到/, { withinMs: 20_000 });
      await bot.kill();
      await bot.start();
      const { unknown } = await expectKept(house);
      expect(unknown).toBe(1);
      expect(fromBot(house)).toHaveLength(1);
      const metrics = await (await fetch(`${bot.url}/metrics`)).text();
      expect(metrics).toMatch(/unknown/);
    }));

  it.runIf(isFull)(
    'F4 SIGSTOP beyond the lease, then SIGCONT: one delivery, and the zombie writes nothing',
    { timeout: 240_000 },
    () =>
      inHouse({}, async (house) => {
        const zombie = await house.bot();
        await zombie.start();
        const stopped = new Promise<void>((resolve) => {
          house.onDelivery = () => {
            zombie.signal('SIGSTOP');
            resolve();
          };
        });
        house.branch.members[0]?.says(report('西门'), { in: house.branch.group });
        await stopped;
        house.onDelivery = () => undefined;
        const heir = await house.bot();
        await heir.start();
        await house.settled(60_000);
        const before = await outcomes(house);
        expect(before.map(({ state }) => state)).toEqual(['unknown']);
        zombie.signal('SIGCONT');
        await pause(3_000);
        expect(await outcomes(house)).toEqual(before);
        expect(fromBot(house)).toHaveLength(1);
        expect(await zombie.stop()).toBe(0);
        house.branch.members[1]?.says(report('南门'), { in: house.branch.group });
        await house.branch.group.sees(/社-2/, { withinMs: 30_000 });
        await expectKept(house);
      }),
  );

  it.runIf(isFull)('F6 event loop blocked for longer than the lease: lost safely, the others work on', () =>
    inHouse({ environment: { BLOCK_MS: '26000' } }, async (house) => {
      const blocked = await house.bot({ nodeOptions: ['--import', './test/support/block-on-signal.mjs'] });
      const other = await house.bot({ role: 'web' });
      await Promise.all([blocked.start(), other.start()]);
      const struck = new Promise<void>((resolve) => {
        house.onDelivery = () => {
          house.onDelivery = () => undefined;
          blocked.signal('SIGUSR2');
          resolve();
        };
      });
      house.branch.members[0]?.says(report('北门'), { in: house.branch.group });
      await struck;
      const web = startWebLoad([other.url], house.history, { pauseMs: 500 });
      await pause(24_000);
      house.branch.members[1]?.says(report('中门'), { in: house.branch.group });
      await web.stop();
      await house.telegram.allConfirmed(40_000);
      await expectKept(house);
      const arrived = fromBot(house).length;
      const unknown = (await outcomes(house)).filter(({ state }) => state === 'unknown').length;
      expect(arrived).toBeGreaterThanOrEqual(2);
      expect(arrived).toBeLessThanOrEqual(2 + unknown);
    }),
  );

  it.runIf(isFull)(
    'F3 kill -9 of the worker in the middle of a model job: run again, one draft',
    { timeout: 240_000 },
    async () => {
      const model = await startOpenAiStandIn();
      model.script({ kind: 'hang' });
      const environment = { OPENAI_API_KEY: 'canary-model-key', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'stand-in' };
      await inHouse({ environment }, async (house) => {
        const web = await house.bot({ role: 'web' });
        const worker = await house.bot({ role: 'worker' });
        await Promise.all([web.start(), worker.start()]);
        for (const place of ['一号楼', '二号楼', '三号楼'])
          await post([web.url], house.history, 'zhang-wei', report(place));
        const room = createRoomClient(web.url);
        await room.sees(/社-3/);
        await post([web.url], house.history, 'chen-min', '出稿 路灯');
        for (let tries = 0; model.requests.length === 0 && tries < 300; tries += 1) await pause(100);
        expect(model.requests.length).toBe(1);
        await worker.kill();
        const killedAt = performance.now();
        await worker.start();
        await room.sees(/草案|\.docx|Word/, 'main', 200_000);
        tell(
          'figure',
          `F3: draft there ${Math.round((performance.now() - killedAt) / 1000)} s after the worker was killed`,
        );
        await expectKept(house);
        const drafts = await room.get<{ state: string }[]>('/api/units/demo/drafts');
        expect(drafts.map(({ state }) => state)).toEqual(['ready']);
        const said = await room.messages('main');
        expect(said.flatMap(({ attachments }) => attachments)).toHaveLength(1);
        const calls = await house.query<{ count: number }>('SELECT count(*)::int AS count FROM "LlmCall"');
        expect(calls[0]?.count).toBe(model.requests.length);
      });
      await model.close();
    },
  );
});

describe('a message that kills whoever handles it', () => {
  let house: FaultHouse;
  beforeEach(async () => {
    house = await createFaultHouse({ shared: true, environment: { POISON: '毒蘑菇' } });
  });
  afterEach(() => house.dispose());

  it.runIf(isFull)('F7 out of memory: set aside after four tries, others are served', async () => {
    const bot = await house.bot({
      nodeOptions: ['--max-old-space-size=96', '--import', './test/support/die-on-poison.mjs'],
    });
    await bot.start();
    await post([bot.url], house.history, 'zhang-wei', report('毒蘑菇很多的公园'));
    let deaths = 0;
    for (let tries = 0; tries < 8 && deaths === tries; tries += 1) {
      for (let wait = 0; wait < 100 && bot.pid !== null; wait += 1) await pause(100);
      if (bot.pid !== null) break;
      deaths += 1;
      // It may die again before it is ready; that is one more death.
      await bot.start().catch(() => undefined);
    }
    tell('figure', `F7: the poison killed ${deaths} processes before it was set aside`);
    expect(deaths).toBeGreaterThanOrEqual(1);
    expect(deaths).toBeLessThanOrEqual(4);
    await post([bot.url], house.history, 'li-fang', report('没有蘑菇的公园'));
    const { setAside } = await expectKept(house);
    expect(setAside).toBe(1);
  });
});
