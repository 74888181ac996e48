import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/storage/index.ts';
import { layCable, type Cable } from '../support/cable.ts';
import { expectKept } from '../support/expect-kept.ts';
import { faultForm, tell } from '../support/fault-form.ts';
import { createFaultHouse, type FaultHouse } from '../support/fault-house.ts';
import { post, startTelegramLoad, startWebLoad, type Load } from '../support/fault-load.ts';
import { startOwnPostgres, type OwnPostgres } from '../support/own-postgres.ts';
import type { RunningBot } from '../support/running-bot.ts';

const report = (what: string) => `社情民意：${what}的井盖松动，夜里响声很大，老人容易绊倒，建议尽快修好。`;

let postgres: OwnPostgres;
let cable: Cable;
let house: FaultHouse;
let bot: RunningBot;
let loads: Load[] = [];

/** One PostgreSQL with everything synced, one bot behind a cable to it, load from the room and from Telegram. */
beforeAll(async () => {
  postgres = await startOwnPostgres();
  const { port } = parseDatabaseUrl(postgres.url);
  cable = await layCable({ port, host: '127.0.0.1' });
  const throughCable = new URL(postgres.url);
  throughCable.port = String(cable.port);
  house = await createFaultHouse({ databaseUrl: postgres.url, databaseUrlOfBots: throughCable.href });
  bot = await house.bot();
  await bot.start();
}, 120_000);
afterAll(async () => {
  await cable?.mend();
  await house?.dispose();
  await cable?.cut();
  await postgres?.dispose();
});

beforeEach(() => {
  loads = [startWebLoad([bot.url], house.history, { pauseMs: 60 }), startTelegramLoad(house.branch, 1_000)];
});

/** Ends the load and looks through everything; the bot has to come to rest by itself. */
async function expectRecovered(fault: string, mendedAt: number): Promise<void> {
  const firstAck = await house.history.nextAck();
  tell(
    'figure',
    `${fault}: next acknowledgement ${Math.max(0, Math.round(firstAck - mendedAt))} ms after the database was back`,
  );
  await Promise.all(loads.map((load) => load.stop()));
  await house.telegram.allConfirmed(60_000);
  await expectKept(house, 120_000);
  expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
  expect(bot.pid, 'the bot itself went on').not.toBeNull();
}

/** How a post and the readiness fare now. */
async function refusal(): Promise<{ status: number; ms: number; ready: number }> {
  const begun = performance.now();
  const body = JSON.stringify({ from: 'sun-lihua', text: '大家好', key: `refused-${begun}` });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${bot.url}/api/rooms/main/messages`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  const ms = performance.now() - begun;
  return { status: answer.status, ms, ready: (await fetch(`${bot.url}/readyz`)).status };
}

describe('the database goes away under load', () => {
  it('F8 fast restart, then immediate restart: 503 and not ready while it is down, then on by itself', async () => {
    await pause(1_000);
    await postgres.stop('fast');
    const down = await refusal();
    expect(down).toMatchObject({ status: 503, ready: 503 });
    expect(down.ms).toBeLessThan(6_000);
    await postgres.start();
    await house.history.nextAck();
    await pause(500);
    await postgres.restart('immediate');
    await expectRecovered('F8', performance.now());
  });

  it('F9 kill -9 of the postmaster: every acknowledged row is there after recovery', async () => {
    await pause(1_000);
    const before = house.history.acknowledged;
    await postgres.kill();
    await pause(300);
    await postgres.start();
    await expectRecovered('F9', performance.now());
    expect(house.history.acknowledged).toBeGreaterThan(before);
  });

  it('F10 backends terminated again and again in the middle of transactions: no half state', async () => {
    const hangman = new Client({ connectionString: postgres.url });
    await hangman.connect();
    let ended = 0;
    for (const until = performance.now() + 4_000; performance.now() < until; await pause(100)) {
      const { rowCount } = await hangman.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
      );
      ended += rowCount ?? 0;
    }
    await hangman.end();
    expect(bot.pid, bot.output().slice(-3_000)).not.toBeNull();
    expect(ended).toBeGreaterThan(0);
    await expectRecovered(`F10 (${ended} backends ended)`, performance.now());
  });

  it('F11 commit done, reply lost, on the way from the database and on the way to the client: a repeat changes nothing', async () => {
    for (let round = 0; round < 3; round += 1) {
      await pause(300);
      cable.swallow('replies');
      await pause(200);
      await cable.cut();
      cable.swallow('none');
      await cable.mend();
    }
    const toBot = await layCable({ port: Number(new URL(bot.url).port), host: '127.0.0.1' });
    toBot.swallow('replies');
    const posting = post([`http://127.0.0.1:${toBot.port}`], house.history, 'sun-lihua', report('答复丢了'));
    await pause(1_000);
    await toBot.cut();
    toBot.swallow('none');
    await toBot.mend();
    await posting;
    await toBot.cut();
    const [landed] = await house.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM "Submission" WHERE text LIKE '答复丢了%'`,
    );
    await expectRecovered('F11', performance.now());
    expect(landed?.count ?? 0).toBeLessThanOrEqual(1);
  });

  it.runIf(faultForm.isFull)(
    'F12 black hole between us and the database: requests end in time, and it goes on when the way is free',
    async () => {
      await pause(500);
      cable.swallow('all');
      const lost = await refusal();
      expect(lost).toMatchObject({ status: 503, ready: 503 });
      expect(lost.ms).toBeLessThan(12_000);
      tell('figure', `F12: a post into the black hole was refused after ${Math.round(lost.ms)} ms`);
      cable.swallow('none');
      await expectRecovered('F12', performance.now());
    },
  );
});
