import type { Download, Locator, Page } from 'playwright-core';

/** The web room as a person uses it: looks for what is written, and clicks. */
export interface RoomPage {
  readonly page: Page;
  open(): Promise<void>;
  /** Makes a member the speaker. */
  speakAs(name: string): Promise<void>;
  /** Types and presses 发送. */
  says(name: string, text: string): Promise<void>;
  /** Answers a message: the arrow beside it, then the words. */
  answers(name: string, message: Locator, text: string): Promise<void>;
  presses(name: string, message: Locator, label: string): Promise<void>;
  /** The assistant's messages that contain the words. */
  botSaid(words: string | RegExp): Locator;
  said(words: string | RegExp): Locator;
  /** Waits for the last of the assistant's messages that fits. */
  sees(words: string | RegExp): Promise<Locator>;
  download(link: Locator): Promise<Download>;
  /** Opens a page of the ledger. */
  ledger(tab: '社情民意' | '活动' | '积分' | '文稿'): Promise<Locator>;
  talk(): Promise<void>;
}

export function createRoomPage(page: Page, url: string): RoomPage {
  const log = page.getByRole('log');
  const phone = () => page.locator('#side').evaluate((side) => side.childElementCount === 0);
  const room: RoomPage = {
    page,
    async open() {
      await page.goto(url);
      await page.getByRole('heading', { level: 1, name: '示范支部' }).waitFor();
    },
    async speakAs(name) {
      if ((await page.locator('#who .who-name').textContent()) === name) return;
      if (await phone()) await page.locator('#who').click();
      await page.locator('.speaker', { hasText: name }).click();
      await page.locator('#who .who-name', { hasText: name }).waitFor();
      if (await phone()) await page.getByRole('dialog').waitFor({ state: 'hidden' });
    },
    async says(name, text) {
      await room.speakAs(name);
      await page.getByRole('textbox', { name: '消息内容' }).fill(text);
      await page.getByRole('button', { name: '发送', exact: true }).click();
    },
    async answers(name, message, text) {
      await room.speakAs(name);
      await message.hover();
      await message.getByRole('button', { name: /^回复/ }).click();
      await page.locator('#replying').getByText('回复 同心助手').waitFor();
      await page.getByRole('textbox', { name: '消息内容' }).fill(text);
      await page.getByRole('button', { name: '发送', exact: true }).click();
    },
    async presses(name, message, label) {
      await room.speakAs(name);
      await message.getByRole('button', { name: label, exact: true }).click();
    },
    botSaid: (words) => log.locator('article.bot', { hasText: words }),
    said: (words) => log.locator('article', { hasText: words }),
    async sees(words) {
      const message = room.botSaid(words).last();
      await message.waitFor();
      return message;
    },
    async download(link) {
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      return download;
    },
    async ledger(tab) {
      if (await page.locator('#ledger').isHidden()) await page.getByRole('button', { name: '台账' }).click();
      await page.getByRole('tab', { name: tab, exact: true }).click();
      return page.getByRole('tabpanel', { name: tab });
    },
    async talk() {
      await page.getByRole('button', { name: '聊天' }).click();
    },
  };
  return room;
}
