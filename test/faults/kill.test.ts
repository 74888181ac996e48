import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultForm, seededRandom, tell } from '../support/fault-form.ts';
import { createFaultHouse, type FaultHouse } from '../support/fault-house.ts';
import { post, startTelegramLoad, startWebLoad } from '../support/fault-load.ts';
import { openFront, type Front } from '../support/front.ts';
import { createRoomClient } from '../support/room-client.ts';
import type { RunningBot } from '../support/running-bot.ts';

const { kills, seed } = faultForm;
const random = seededRandom(seed);

/** Milliseconds between two kills: mostly short, so that starting processes are hit as well. */
const nextPause = () => 200 + 2800 * random() ** 3;

let house: FaultHouse;
let front: Front;
const processes: { name: string; bot: RunningBot; up: Promise<unknown>; starting: boolean }[] = [];
/** Milliseconds from the kill of the only web process to its next acknowledgement. */
const recoveries: number[] = [];

const portOf = (bot: RunningBot) => Number(new URL(bot.url).port);

beforeAll(async () => {
  front = await openFront();
  house = await createFaultHouse({ telegram: 'webhook', webhookUrl: front.url });
  for (const [name, role] of [
    ['bot a', 'bot'],
    ['bot b', 'bot'],
    ['worker', 'worker'],
    ['web', 'web'],
  ] as const) {
    const bot = await house.bot({ role });
    if (role === 'bot') front.ports.push(portOf(bot));
    processes.push({ name, bot, up: Promise.resolve(), starting: false });
  }
  await Promise.all(processes.map(({ bot }) => bot.start()));
}, 120_000);
afterAll(async () => {
  await house?.dispose();
  await front?.close();
});

/**
 * Kills one process and starts it again. One that is still starting is hit now and then, but not so often that a slow
 * machine never gets it up. @returns false when nobody could be killed at this moment
 */
async function killOne(): Promise<boolean> {
  const living = processes.filter((one) => one.bot.pid !== null && (!one.starting || random() < 0.15));
  const victim = living[Math.floor(random() * living.length)];
  if (!victim) return false;
  await victim.bot.kill();
  const killedAt = performance.now();
  if (victim.name === 'web') void house.history.nextAck().then((at) => recoveries.push(at - killedAt));
  victim.starting = true;
  const start: Promise<unknown> = victim.bot.start().then(
    () => victim.up === start && (victim.starting = false),
    // The next kill interrupted it, which is what is tested here; whoever starts last is waited for at the end.
    () => undefined,
  );
  victim.up = start;
  return true;
}

/** Secretary and members talk while the processes die under them: an activity with answers, points, a draft. */
async function playStory(say: (from: string, text: string) => Promise<unknown>): Promise<void> {
  const room = createRoomClient(webUrl());
  await say('chen-min', '明天上午十点在社区二楼开学习会，主题是垃圾分类怎么推进');
  await room.sees(/确认/);
  await say('chen-min', '确认');
  await room.sees(/参加[\s\S]*请假|请假[\s\S]*参加/);
  for (const member of ['zhang-wei', 'wang-haitao', 'liu-xiaoyan']) await say(member, '参加');
  await say('li-fang', '请假，出差在外');
  await say('chen-min', '加分 张伟 5 主持读书会');
  await say('chen-min', '出稿 路灯');
}

const webUrl = () => processes.find(({ name }) => name === 'web')?.bot.url ?? '';

/** Each step of the story had its effect, and had it once. */
async function expectStoryOnce(): Promise<void> {
  const room = createRoomClient(webUrl());
  const { entries } = await room.get<{ entries: { item: string }[] }>('/api/units/demo/points');
  expect(entries.filter(({ item }) => item === 'manual')).toHaveLength(1);
  const submissions = await room.get<unknown[]>('/api/units/demo/submissions');
  expect(entries.filter(({ item }) => item === 'submission_received')).toHaveLength(submissions.length);
  const activities = await room.get<{ id: number; state: string }[]>('/api/units/demo/activities');
  expect(activities.map(({ state }) => state)).toEqual(['open']);
  const roll = await room.get<{ member: string; state: string }[]>(`/api/activities/${activities[0]?.id}/roll`);
  expect(roll.filter(({ state }) => state === 'joined')).toHaveLength(3);
  expect(roll.filter(({ state }) => state === 'on_leave').map(({ member }) => member)).toEqual(['li-fang']);
  const drafts = await room.get<{ state: string }[]>('/api/units/demo/drafts');
  expect(drafts.map(({ state }) => state)).toEqual(['ready']);
  const said = await room.messages('main');
  expect(said.flatMap(({ attachments }) => attachments).filter(({ name }) => name.endsWith('.docx'))).toHaveLength(1);
}

/** The program that operators run, as a process of its own. */
async function runVerify(): Promise<string> {
  const { acks, deliveries, logs } = house.evidence;
  const files = ['--acks', acks, '--deliveries', deliveries, ...logs.flatMap((file) => ['--logs', file])];
  const { TELEGRAM_WEBHOOK_URL: _, ...environment } = house.environment;
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], ...environment, DATA_DIR: house.folder };
    execFile(process.execPath, ['dist/src/cli/main.js', 'verify', ...files], { env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

async function startAgain({ bot, up }: (typeof processes)[number]): Promise<void> {
  await up;
  if (bot.pid === null) await bot.start();
}

function tellRecoveries(): void {
  const sorted = recoveries.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  const figures = `median ${at(0.5)} ms, 90 % ${at(0.9)} ms, longest ${at(1)} ms`;
  tell('figure', `kill test: web process killed to next 201, ${sorted.length} times: ${figures}`);
}

describe(`kill -9, ${kills} times, of two bots, a worker and a web process under load (SEED=${seed})`, () => {
  it(
    'F1 loses nothing that was acknowledged, does nothing twice and leaves nothing stuck',
    { timeout: 900_000 },
    async () => {
      const web = startWebLoad([webUrl()], house.history, { speakers: 2, pauseMs: 400 });
      const telegram = startTelegramLoad(house.branch, 400);
      const story = playStory((from, text) => post([webUrl()], house.history, from, text));
      // Awaited below; a story that breaks off meanwhile is no unhandled one.
      story.catch(() => undefined);
      let done = 0;
      while (done < kills) {
        await pause(nextPause());
        if (await killOne()) done += 1;
      }
      await story;
      await Promise.all([web.stop(), telegram.stop()]);
      await Promise.all(processes.map(startAgain));
      await house.telegram.allConfirmed(60_000);
      await house.settled(180_000);

      const verdict = await runVerify();
      expect(verdict).not.toMatch(/BROKEN/);
      expect(verdict).toMatch(/I1 .*: kept/);
      await expectStoryOnce();
      const counts = verdict.trim().split('\n').at(-1) ?? '';
      tell('figure', `kill test: ${done} kills, ${house.history.acknowledged} acknowledged; ${counts}`);
      tellRecoveries();
    },
  );
});
