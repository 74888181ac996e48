import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mammoth from 'mammoth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createTestDatabase } from '../../support/database.ts';
import { freePort } from '../../support/port.ts';
import { zoneAtTen } from '../../support/zone-at-ten.ts';
import type { Shown, TelegramGroup, TelegramPerson } from '../../support/telegram/people.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../support/telegram-stand-in.ts';

/** Patience with a machine that others use as well. */
const withinMs = 20_000;

const settingsOf = {
  polling: () => ({}),
  webhook: (port: number) => ({
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret-for-this-story',
  }),
} as const;

/** Each test goes on where the last one ended: one story, through the whole program and a pretended Telegram. */
describe.each(['polling', 'webhook'] as const)('a branch on Telegram, by %s', (by) => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let telegram: TelegramStandIn;
  let folder: string;
  let app: App;
  let group: TelegramGroup;
  let chen: TelegramPerson;
  let zhang: TelegramPerson;
  let li: TelegramPerson;
  const failures: object[] = [];

  beforeAll(async () => {
    [database, telegram, folder] = await Promise.all([
      createTestDatabase(),
      startTelegramStandIn(),
      mkdtemp(path.join(tmpdir(), 'tongxin-story-')),
    ]);
    const port = await freePort();
    const config = parseConfig({
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PORT: String(port),
      WEB_ROOM: 'off',
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      // The whole story in half a minute is more than Telegram would let a group have.
      TELEGRAM_PACE: 'off',
      TIMEZONE: zoneAtTen(),
      ...settingsOf[by](port),
    });
    const log = { ...silentLogger, error: (fields: object, words: string) => void failures.push({ ...fields, words }) };
    app = await createApp(config, { role: 'all', log, clock: systemClock });
    [chen, zhang, li] = [telegram.person('陈敏'), telegram.person('小张'), telegram.person('Li Fang')];
    group = telegram.group('城西支部', [chen, zhang, li], { botInside: false });
    await app.start();
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await telegram?.close();
    await database?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const inGroup = (words: RegExp) => group.sees(words, { withinMs });

  it('says what it keeps when it is taken into the group', async () => {
    group.bringsIn(chen);
    const notice = await inGroup(/绑定 认领码/);
    expect(notice.text).toContain('绑定之前我不保存任何聊天内容');
  });

  it('makes who knows the code the secretary, and the group theirs', async () => {
    expect(app.claimCode).toMatch(/^[A-Z2-9]{10}$/);
    chen.says('绑定 WRONGCODE2');
    await inGroup(/认领码不对/);
    chen.says(`绑定 ${app.claimCode ?? ''}`);
    await inGroup(/我是同心助手，城西支部的会务帮手/);
    await inGroup(/陈敏，您是城西支部的秘书了/);
    zhang.says(`绑定 ${app.claimCode ?? ''}`);
    await inGroup(/已经用过了/);
    chen.whispers('你好');
    await chen.sees(/./, { withinMs });
  });

  it('keeps a report of somebody it does not know, and handles it once the secretary has agreed', async () => {
    zhang.says('社情民意：农贸市场垃圾分类投放点晚上六点就关门，下班的人没处投。建议把晚间投放延长到九点半。');
    await inGroup(/不知道您是哪位会员.*我是 您的姓名.*先替您存着/);
    zhang.says('我是 张伟');
    await inGroup(/张伟，已请秘书确认/);
    await chen.sees(/小张（Telegram）说自己是「张伟」/, { withinMs });
    chen.whispers('同意 张伟');
    await chen.sees(/已确认：张伟/, { withinMs });
    await inGroup(/张伟，您好！秘书已确认/);
    await inGroup(/已收到，编号社-1/);
    expect(await database.prisma.submission.findMany({ select: { text: true, author: true } })).toMatchObject([
      { text: expect.stringContaining('延长到九点半'), author: { name: '张伟' } },
    ]);
  });

  it('takes the second member by button', async () => {
    li.whispers('我是 李芳');
    await li.sees(/李芳，已请秘书确认/, { withinMs });
    const asked = await chen.sees(/说自己是「李芳」/, { withinMs });
    const press = chen.presses(asked, '同意');
    expect(await telegram.answerTo(press, withinMs)).toMatch(/已确认：李芳/);
    await li.sees(/李芳，您好！秘书已确认/, { withinMs });
    expect(await telegram.answerTo(chen.presses(asked, '同意'), withinMs)).toMatch(/已经处理过/);
  });

  let receipt: Shown;
  it('takes a report with a photo, and fetches the photo', async () => {
    const bytes = Buffer.from('a photo of the waste point');
    const caption = '社情民意：柳林小区垃圾分类投放点满溢，夏天气味很大。建议增加清运次数。';
    zhang.sendsFile({ name: 'photo.jpg', type: 'image/jpeg', kind: 'photo', bytes, caption });
    receipt = await inGroup(/已收到，编号社-2/);
    await telegram.called('getFile', () => true, withinMs);
    zhang.says('补充：三号楼旁边的也一样。', { replyTo: receipt });
    await inGroup(/已补充到社-2/);
    chen.whispers('查看 社-2');
    const whole = await chen.sees(/柳林小区/, { withinMs });
    expect(whole.text).toMatch(/三号楼旁边的也一样[\s\S]*附件/);
  });

  it('announces what the secretary confirmed, and takes answers by button and by words', async () => {
    chen.says('下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名');
    const preview = await inGroup(/请核对[\s\S]*周五[\s\S]*15:00[\s\S]*社区二楼/);
    chen.presses(preview, '确认发布');
    const announcement = await inGroup(/【活动通知】/);
    await telegram.answerTo(li.presses(announcement, '参加'), withinMs);
    await inGroup(/已记：李芳参加/);
    // Pressed again it is answered and counts once; what nobody signed is no button.
    expect(await telegram.answerTo(li.presses(announcement, '参加'), withinMs)).toMatch(/参加/);
    const forged = { ...announcement.message, buttons: [[{ text: '参加', data: 'roll:1:joined~AAAAAAAA' }]] };
    expect(await telegram.answerTo(zhang.presses({ ...announcement, message: forged }, '参加'), withinMs)).toMatch(
      /这个按钮已经过期/,
    );
    zhang.says('请假，出差');
    await inGroup(/已记：张伟请假/);
    chen.says('名单');
    const roll = await inGroup(/参加 1 人：李芳[\s\S]*请假 1 人/);
    expect(roll.text).not.toContain('出差');
    await chen.sees(/张伟（出差）/, { withinMs });
  });

  it('tells points in private only', async () => {
    zhang.whispers('我的积分');
    await zhang.sees(/张伟，您 \d+ 年的积分：4 分[\s\S]*报送社-2/, { withinMs });
    expect(group.shown.some(({ text }) => text.includes('年的积分'))).toBe(false);
  });

  it('drafts with a Word file that opens', async () => {
    chen.says('出稿 垃圾分类');
    await inGroup(/正在起草：找到2条|草案1写好了/);
    const delivered = await group.sees(/AI辅助标识/, { withinMs });
    const document = group.messages.findLast(({ file }) => file?.name === '草案1-垃圾分类.docx');
    const { value } = await mammoth.extractRawText({ buffer: document?.file?.bytes ?? Buffer.alloc(0) });
    expect(value).toMatch(/一、案由[\s\S]*四、建议[\s\S]*来源清单/);
    expect(value).toContain('（来源：社-1）');
    expect(value).toContain('（来源：社-2）');
    expect(delivered.text).toContain('自动摘录（未使用大模型）');
  });

  it('kept nothing but what was for it, did each thing once, and failed nowhere', async () => {
    zhang.says('今晚谁去看球？');
    zhang.says('活动');
    await inGroup(/现在有这些活动/);
    const kept = await database.prisma.inboxMessage.findMany({ orderBy: { id: 'asc' } });
    expect(kept.at(-2)).toMatchObject({ state: 'ignored', payload: null });
    expect(JSON.stringify(kept.map(({ payload }) => payload))).not.toContain('看球');
    expect(kept.filter(({ state }) => state !== 'done').map(({ state }) => state)).toEqual(['ignored']);
    const said = [group, chen.dm, zhang.dm, li.dm].flatMap(({ messages }) =>
      messages.filter(({ from }) => from?.isBot),
    );
    expect(said).toHaveLength(await database.prisma.outboxMessage.count({ where: { kind: 'send' } }));
    expect(await database.prisma.outboxMessage.count({ where: { state: { in: ['failed', 'unknown'] } } })).toBe(0);
    expect(failures).toEqual([]);
    expect(telegram.violations).toEqual([]);
  });
});
