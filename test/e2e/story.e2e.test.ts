import { extractRawText } from 'mammoth';
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, watch, type Watch } from '../support/browser.ts';
import { createRoomClient } from '../support/room-client.ts';
import { createRunningBot, type RunningBot } from '../support/running-bot.ts';
import { createRoomPage, type RoomPage } from './room-page.ts';

let bot: RunningBot;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let room: RoomPage;
let watched: Watch;

/** A window of its own on the same room; what one sees does not touch the other. */
async function openWindow(viewport: { width: number; height: number }): Promise<RoomPage> {
  const own = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  own.setDefaultTimeout(20_000);
  watched = watch(own, bot.url);
  context = own;
  const opened = createRoomPage(await own.newPage(), bot.url);
  await opened.open();
  return opened;
}

beforeAll(async () => {
  bot = await createRunningBot({ environment: { LOG_LEVEL: 'warn' } });
  [browser] = await Promise.all([openBrowser(), bot.start()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await bot?.dispose();
});
afterEach(() => {
  if (watched.problems.length > 0) throw new Error(`the page complained:\n${watched.problems.join('\n')}`);
});

/** Every time its own part of one story: each test goes on where the last one ended. */
describe('the story, from the first report to the opened Word file', () => {
  beforeAll(async () => {
    room = await openWindow({ width: 1280, height: 800 });
    ({ page } = room);
  });
  afterAll(() => context?.close());

  const send = () => page.getByRole('button', { name: '发送', exact: true }).click();

  it('greets in the empty room, and a tap on the first line writes the first report', async () => {
    await page.getByRole('heading', { name: '这里是示范支部的会员群' }).waitFor();
    await page.getByRole('button', { name: /反映一件身边事/ }).click();
    expect(await page.locator('#who').innerText()).toContain('张伟');
    await send();
    const receipt = await room.sees('社-1');
    expect(await receipt.locator('.quote').innerText()).toContain('垃圾分类投放点');
    expect(await receipt.innerText()).toMatch(/已收到，编号社-1。.*补充.*撤回/);
    expect(await page.locator('.greeting').count()).toBe(0);
  });

  it('takes the second report from the examples', async () => {
    await page.getByRole('button', { name: '示例' }).click();
    await page.getByRole('button', { name: /再反映一件/ }).click();
    await send();
    await room.sees('社-2');
    expect(await room.botSaid('已收到').count()).toBe(2);
  });

  it('shows the secretary a preview with the full date, and announces once it is confirmed', async () => {
    await room.says('陈敏', '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名');
    const preview = await room.sees('请核对');
    expect(await preview.innerText()).toMatch(
      /时间：\d{4}年\d+月\d+日（周五）15:00[\s\S]*社区二楼[\s\S]*（周四）12:00/,
    );
    expect(await room.botSaid('【活动通知】').count()).toBe(0);
    await room.says('陈敏', '确认');
    const announcement = await room.sees('【活动通知】');
    expect(await announcement.locator('.key').allInnerTexts()).toEqual(['参加', '请假', '待定']);
  });

  it('takes answers by button, by words and by quoting, and shows the roll', async () => {
    const announcement = await room.sees('【活动通知】');
    await room.presses('王海涛', announcement, '参加');
    await room.sees('已记：王海涛参加');
    await room.says('刘晓燕', '请假，出差');
    await room.sees('已记：刘晓燕请假');
    await room.answers('孙丽华', announcement, '参加');
    await room.sees('已记：孙丽华参加');
    await room.says('陈敏', '名单');
    const roll = await (await room.sees('参加 2 人')).innerText();
    expect(roll).toMatch(/王海涛、孙丽华[\s\S]*请假 1 人/);
    expect(roll).not.toContain('出差');
  });

  it('tells the reasons to the secretary alone', async () => {
    await page.getByRole('button', { name: '去看', exact: true }).click();
    expect(await (await room.sees('只给秘书看')).innerText()).toContain('刘晓燕（出差）');
    await page.getByRole('button', { name: '回到群聊' }).click();
    await room.sees('参加 2 人');
  });

  it('answers 我的积分 in private, with a badge that goes once it was read', async () => {
    await room.says('张伟', '我的积分');
    const badge = page.locator('.speaker', { hasText: '张伟' }).locator('.badge');
    await badge.waitFor();
    expect(await badge.innerText()).toContain('1');
    await page.getByRole('button', { name: '去看', exact: true }).click();
    expect(await (await room.sees('年的积分：2 分')).innerText()).toMatch(/\+2 报送社-1/);
    await badge.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '回到群聊' }).click();
    expect(await room.botSaid('年的积分').count()).toBe(0);
  });

  it('drafts: one message of progress, then the draft with a Word file that opens', async () => {
    await room.says('陈敏', '出稿 垃圾分类');
    await room.sees('草案1写好了');
    expect(await room.botSaid('正在起草').count()).toBe(0);
    const delivered = await room.sees('AI辅助标识');
    const download = await room.download(delivered.getByRole('link', { name: /\.docx/ }));
    expect(download.suggestedFilename()).toBe('草案1-垃圾分类.docx');
    const { value: text } = await extractRawText({ buffer: await readFile(await download.path()) });
    expect(text).toMatch(/一、案由[\s\S]*二、情况与问题[\s\S]*三、原因分析[\s\S]*四、建议[\s\S]*来源清单/);
    expect(text).toContain('（来源：社-1）');
    expect(text).toContain('（来源：社-2）');
    expect(text).toContain('自动摘录（未使用大模型）');
    expect(text).toContain('建议把晚间投放延长到九点半');
  });

  it('shows all of it in the ledger', async () => {
    const submissions = await room.ledger('社情民意');
    await submissions.getByText('共 2 条').waitFor();
    const activities = await room.ledger('活动');
    await activities.getByText('看名单').click();
    await activities.getByText('王海涛、孙丽华').waitFor();
    await activities.getByText('刘晓燕').waitFor();
    const points = await room.ledger('积分');
    await points.getByText('2 分').first().waitFor();
    expect(await points.locator('.card-person').allInnerTexts()).toHaveLength(2);
    const drafts = await room.ledger('文稿');
    await drafts.getByText('看正文和出处').click();
    await drafts.getByText('建议把晚间投放延长到九点半').waitFor();
    const download = await room.download(drafts.getByRole('link', { name: '下载 Word 文件' }));
    const { value: text } = await extractRawText({ buffer: await readFile(await download.path()) });
    expect(text).toContain('四、建议');
  });

  it('keeps everything over a reload', async () => {
    const told = () => page.locator('#log article .text').allInnerTexts();
    const before = await told();
    expect(before.length).toBeGreaterThan(10);
    await page.reload();
    await room.sees('AI辅助标识');
    expect(await told()).toEqual(before);
    await page.getByRole('tab', { name: '社情民意', exact: true }).waitFor();
  });

  it('comes back by itself after kill -9, keeps what was written meanwhile, and shows the new once', async () => {
    watched.expectAway(true);
    await bot.kill();
    await page.getByText('连接断开，正在重连…').waitFor();
    await room.says('李芳', '社情民意：停机时写的，路灯坏了，建议修。');
    await page.getByText('没有发出去').waitFor();
    await bot.start();
    await page.locator('#connection').waitFor({ state: 'hidden' });
    watched.expectAway(false);
    await page.getByRole('button', { name: '重发' }).click();
    await room.sees('社-3');
    await createRoomClient(bot.url).say('wang-haitao', '社情民意：恢复后写的，井盖松动，建议换。');
    await room.sees('社-4');
    expect(await room.said('停机时写的').locator('.text', { hasText: '停机时写的' }).count()).toBe(1);
    expect(await room.botSaid('编号社-3').count()).toBe(1);
    expect(await room.botSaid('编号社-4').count()).toBe(1);
    expect(await room.botSaid('【活动通知】').count()).toBe(1);
  });
});

describe('on a phone of 360 px', () => {
  beforeAll(async () => {
    room = await openWindow({ width: 360, height: 740 });
    ({ page } = room);
  });
  afterAll(() => context?.close());

  /** Pixels by which the widest part is wider than its frame. In words, since the page's own types are not ours. */
  const overflow = () =>
    page.evaluate<number>(`Math.max(
      ...[document.documentElement, ...document.querySelectorAll('#log, #ledger-body, #sheet, #composer')]
        .map((frame) => frame.scrollWidth - frame.clientWidth),
    )`);

  it('nothing is wider than the screen: talk, choice of speaker, examples, ledger', async () => {
    await room.sees('编号社-4');
    expect(await overflow()).toBe(0);
    await page.locator('#who').click();
    await page.getByRole('dialog', { name: '房间和发言人' }).waitFor();
    expect(await overflow()).toBe(0);
    await page.locator('.speaker', { hasText: '赵志强' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '示例' }).click();
    expect(await overflow()).toBe(0);
    await page.getByRole('button', { name: '示例' }).click();
    for (const tab of ['社情民意', '活动', '积分', '文稿'] as const) {
      await (await room.ledger(tab)).locator('summary').first().click();
      expect([tab, await overflow()]).toEqual([tab, 0]);
    }
    await room.talk();
  });

  it('one can answer with the button there', async () => {
    await room.presses('赵志强', await room.sees('【活动通知】'), '参加');
    await room.sees('已记：赵志强参加');
    expect(await overflow()).toBe(0);
  });
});

describe('by keyboard alone', () => {
  beforeAll(async () => {
    room = await openWindow({ width: 1280, height: 800 });
    ({ page } = room);
  });
  afterAll(() => context?.close());

  it('one gets to the text by the first link, and sends with Enter', async () => {
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('跳到输入框');
    await page.keyboard.press('Enter');
    await page.keyboard.type('社情民意：只用键盘写的，公交站牌字太小，建议放大。');
    await page.keyboard.press('Enter');
    await room.sees('编号社-5');
  });

  it('one changes the speaker with arrows, and answers a message', async () => {
    const speaker = page.locator('.speaker-input:checked');
    await speaker.focus();
    await page.keyboard.press('ArrowDown');
    expect(await speaker.getAttribute('value')).toBe('zhou-jianguo');
    await page.locator('#log article[tabindex="0"]').focus();
    await page.keyboard.press('r');
    await page.locator('#replying').getByText('回复 同心助手').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#replying').waitFor({ state: 'hidden' });
    expect(await page.locator(':focus').getAttribute('id')).toBe('composer-text');
  });
});
