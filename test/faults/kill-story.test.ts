import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRoomClient, type RoomClient } from '../support/room-client.ts';
import { createRunningBot, type RunningBot } from '../support/running-bot.ts';

/** How often the process is killed during the story. */
const kills = Number(process.env['KILLS'] ?? 50);
const members = ['zhang-wei', 'li-fang', 'wang-haitao', 'liu-xiaoyan', 'zhao-zhiqiang', 'sun-lihua'];

/** A zone in which it is mid-morning now, so that quiet hours never hold the story up. */
const morningZone = () => {
  const offset = 10 - new Date().getUTCHours();
  const wrapped = offset > 12 ? offset - 24 : offset < -11 ? offset + 24 : offset;
  return wrapped === 0 ? 'UTC' : `Etc/GMT${wrapped > 0 ? '-' : '+'}${Math.abs(wrapped)}`;
};

let bot: RunningBot;
let room: RoomClient;
/** What the room acknowledged: message id by the words said. */
const acknowledged = new Map<string, number>();

beforeAll(async () => {
  bot = await createRunningBot({ environment: { TIMEZONE: morningZone(), LOG_LEVEL: 'warn' } });
  room = createRoomClient(bot.url);
  await bot.start();
}, 60_000);
afterAll(() => bot.dispose());

async function killAndRestart(): Promise<number> {
  let done = 0;
  for (; done < kills; done += 1) {
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 500));
    await bot.kill();
    await bot.start();
  }
  return done;
}

/** Reports, an activity with answers, and a draft, while the process dies under it. */
async function playStory(goOn: () => boolean): Promise<void> {
  const say = async (from: string, text: string) => {
    acknowledged.set(text, (await room.say(from, text)).id);
  };
  await say('chen-min', '明天上午十点在社区二楼开学习会，主题是垃圾分类怎么推进');
  await room.sees(/确认/);
  await say('chen-min', '确认');
  await room.sees(/参加[\s\S]*请假|请假[\s\S]*参加/);
  for (const member of members) await say(member, member === 'li-fang' ? '请假，出差在外' : '参加');
  await say('chen-min', '加分 张伟 5 主持读书会');
  for (let count = 1; count <= 12 || goOn(); count += 1) {
    const author = members[count % members.length] ?? 'zhang-wei';
    await say(author, `社情民意：第${count}号小区垃圾分类投放点晚上没有灯，老人看不清，建议加装感应灯。`);
    if (count === 10) await say('chen-min', '出稿 垃圾分类');
  }
}

describe(`kill -9, ${kills} times at random points of the story`, () => {
  it('loses nothing that was acknowledged and repeats no effect', { timeout: 600_000 }, async () => {
    let killing = true;
    const killer = killAndRestart().finally(() => (killing = false));
    await playStory(() => killing);
    expect(await killer).toBe(kills);

    const reports = [...acknowledged.keys()].filter((text) => text.startsWith('社情民意'));
    const last = acknowledged.get(reports.at(-1) ?? '') ?? 0;
    await waitForAnswerTo(last);
    await room.sees(/草案|\.docx|Word/);

    const submissions = await room.get<{ number: string; text: string }[]>('/api/units/demo/submissions');
    const bodies = reports.map((text) => text.replace('社情民意：', ''));
    expect(submissions.map((one) => one.text).toSorted()).toEqual(bodies.toSorted());
    expect(new Set(submissions.map((one) => one.number)).size).toBe(reports.length);

    const said = await room.messages('main');
    for (const [text, id] of acknowledged) {
      expect(
        said.filter((one) => one.id === id && one.text === text),
        text,
      ).toHaveLength(1);
    }
    for (const text of reports) {
      const receipts = said.filter((one) => one.from === 'bot' && one.replyTo === acknowledged.get(text));
      expect(receipts, text).toHaveLength(1);
    }
    const { totals, entries } = await room.get<{
      totals: { counted: number }[];
      entries: { item: string; counted: number }[];
    }>('/api/units/demo/points');
    expect(entries.filter((one) => one.item === 'submission_received')).toHaveLength(reports.length);
    expect(entries.filter((one) => one.item === 'manual')).toHaveLength(1);
    expect(totals.reduce((sum, one) => sum + one.counted, 0)).toBe(entries.reduce((sum, one) => sum + one.counted, 0));

    const activities = await room.get<{ id: number; state: string }[]>('/api/units/demo/activities');
    expect(activities.filter((one) => one.state === 'open')).toHaveLength(1);
    const roll = await room.get<{ member: string; state: string }[]>(`/api/activities/${activities[0]?.id}/roll`);
    expect(roll.filter((one) => one.state === 'joined')).toHaveLength(members.length - 1);
    expect(roll.filter((one) => one.state === 'on_leave').map((one) => one.member)).toEqual(['li-fang']);

    const drafts = await room.get<{ id: number; state: string }[]>('/api/units/demo/drafts');
    expect(drafts.map((one) => one.state)).toEqual(['ready']);
    expect(said.filter((one) => one.attachments.some((file) => file.name.endsWith('.docx')))).toHaveLength(1);
  });
});

async function waitForAnswerTo(id: number): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const said = await room.messages('main');
    if (said.some((one) => one.from === 'bot' && one.replyTo === id)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`message ${id} was never answered`);
}
