/**
 * Makes the README's pictures again: `npm run build && npx tsx test/e2e/make-screenshots.ts`.
 * docs/images gets room-desktop.png (1280 × 800), room-phone.png (390 × 844) and word-first-page.png, the draft's Word
 * file as LibreOffice shows it. Needs Chromium, and on Debian: apt-get install libreoffice-writer-nogui poppler-utils.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBrowser } from '../support/browser.ts';
import { createRunningBot } from '../support/running-bot.ts';
import { createRoomPage, type RoomPage } from './room-page.ts';

const run = (program: string, words: readonly string[]) => execFileSync(program, words, { stdio: 'ignore' });
const folder = path.join('docs', 'images');
const largest = 250_000;

const reports: readonly (readonly [string, string])[] = [
  [
    '张伟',
    '社情民意：我们小区的垃圾分类投放点晚上七点半就上锁，下班晚的居民只能把袋子放在门口，天一热味道很大。主要是投放时间和大家的作息对不上，保洁也只排了一班。建议把晚间投放延长到九点半，门口添一个误时投放桶，由志愿者轮流照看。',
  ],
  [
    '李芳',
    '社情民意：社区的垃圾分类宣传只有入口一块展板，老人看不清小字，租户换得勤也没人讲。建议做大字图示贴到每层电梯口，新租户入住时由楼栋长当面讲一遍。',
  ],
];

const answers: readonly (readonly [string, string])[] = [
  ['李芳', '参加'],
  ['赵志强', '+1'],
  ['孙丽华', '我来'],
  ['刘晓燕', '请假，出差'],
];

/** The story up to the first answer. */
async function playActivity(room: RoomPage): Promise<void> {
  for (const [index, [name, text]] of reports.entries()) {
    await room.says(name, text);
    await room.sees(`编号社-${index + 1}`);
  }
  await room.says('陈敏', '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名');
  await room.sees('请核对');
  await room.says('陈敏', '确认');
  await room.sees('已发到');
  const announcement = await room.sees('【活动通知】');
  await room.presses('王海涛', announcement, '参加');
  await room.sees('王海涛参加');
}

/** The draft's Word file, kept under `target`. */
async function draftProposal(room: RoomPage, target: string): Promise<void> {
  await room.says('陈敏', '出稿 垃圾分类');
  const delivered = await room.sees('AI辅助标识');
  const download = await room.download(delivered.getByRole('link', { name: /\.docx/ }));
  await download.saveAs(target);
}

function pictureFirstPage(document: string, picture: string): void {
  const place = path.dirname(document);
  run('soffice', ['--headless', '--convert-to', 'pdf', '--outdir', place, document]);
  const pdf = document.replace(/\.docx$/, '.pdf');
  const stem = picture.replace(/\.png$/, '');
  run('pdftoppm', ['-png', '-r', '70', '-f', '1', '-l', '1', '-singlefile', pdf, stem]);
}

async function checkSizes(): Promise<void> {
  for (const name of ['room-desktop.png', 'room-phone.png', 'word-first-page.png']) {
    const { size } = await stat(path.join(folder, name));
    if (size > largest) throw new Error(`${name} has ${size} bytes, more than ${largest}`);
    console.log(`${name}: ${Math.round(size / 1000)} kB`);
  }
}

const scratch = await mkdtemp(path.join(tmpdir(), 'tongxin-pictures-'));
const bot = await createRunningBot({ environment: { LOG_LEVEL: 'warn' } });
const browser = await openBrowser();
const openRoom = async (width: number, height: number) => {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'zh-CN' });
  const room = createRoomPage(page, bot.url);
  await room.open();
  return room;
};
try {
  await mkdir(folder, { recursive: true });
  await bot.start();
  const desktop = await openRoom(1280, 800);
  await playActivity(desktop);
  const phone = await openRoom(390, 844);
  await phone.speakAs('王海涛');
  await (await phone.sees('王海涛参加')).scrollIntoViewIfNeeded();
  await phone.page.screenshot({ path: path.join(folder, 'room-phone.png') });
  for (const [name, text] of answers) {
    await desktop.says(name, text);
    await desktop.sees(`已记：${name}`);
  }
  const document = path.join(scratch, 'draft.docx');
  await draftProposal(desktop, document);
  const activities = await desktop.ledger('活动');
  await activities.getByText('看名单').click();
  await activities.getByText('王海涛').waitFor();
  await (await desktop.sees('AI辅助标识')).scrollIntoViewIfNeeded();
  await desktop.page.screenshot({ path: path.join(folder, 'room-desktop.png') });
  pictureFirstPage(document, path.join(folder, 'word-first-page.png'));
  await checkSizes();
} finally {
  await browser.close();
  await bot.dispose();
  await rm(scratch, { recursive: true, force: true });
}
