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
import { openPhone, type Phone } from '../../support/wechat/phone.ts';
import { quote, relay, sendFile } from '../../support/wechat/ways.ts';
import { WechatWorld, type WorldPerson, type WorldRoom } from '../../support/wechat/world.ts';
import { zoneAtTen } from '../../support/zone-at-ten.ts';

/** Each test goes on where the last one ended: one story, through the whole program and a puppet that reaches nobody. */
describe('a branch on WeChat, whose ids change at each login', () => {
  const world = new WechatWorld({ idsChange: true });
  const chen = world.person('陈敏');
  const zhang = world.person('小张', { nickname: '张伟-三组', isFriend: false });
  const li = world.person('Li Fang', { nickname: '李芳' });
  const room = world.room('城西支部', [chen, zhang, li]);
  const failures: object[] = [];
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let folder: string;
  let app: App;
  let group: Phone;
  let chenAlone: Phone;
  let zhangAlone: Phone;

  beforeAll(async () => {
    [database, folder] = await Promise.all([
      createTestDatabase(),
      mkdtemp(path.join(tmpdir(), 'tongxin-wechat-story-')),
    ]);
    const config = parseConfig({
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PORT: String(await freePort()),
      WEB_ROOM: 'off',
      WECHATY_PUPPET: 'wechaty-puppet-wechat4u',
      TIMEZONE: zoneAtTen(),
    });
    const log = { ...silentLogger, error: (fields: object, words: string) => void failures.push({ ...fields, words }) };
    app = await createApp(config, { role: 'all', log, clock: systemClock, puppet: world.load });
    await app.start();
    group = openPhone(world, room);
    chenAlone = openPhone(world, chen);
    zhangAlone = openPhone(world, zhang);
    await world.bell.until(() => (world.puppets > 0 ? true : undefined), 'a puppet', 20_000);
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await database?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const says = (from: WorldPerson, text: string, where: WorldRoom | null = room) =>
    world.say({ from, text, ...(where ? { room: where } : {}) });

  it('makes who knows the code the secretary, and the group theirs', async () => {
    says(chen, `绑定 ${app.claimCode ?? ''}`);
    await group.sees(/陈敏，您是城西支部的秘书了/);
    says(chen, '你好', null);
    await chenAlone.sees(/./);
  });

  it('keeps a report of somebody it does not know, and handles it once the secretary has agreed', async () => {
    says(zhang, '社情民意：问题:\n一、农贸市场垃圾分类投放点晚上六点就关门。\n建议把晚间投放延长到九点半。');
    await group.sees(/不知道您是哪位会员/);
    says(zhang, '我是 张伟');
    await chenAlone.sees(/说自己是「张伟」/);
    says(chen, '同意 张伟', null);
    await group.sees(/已收到，编号社-1/);
    says(li, '我是 李芳');
    await chenAlone.sees(/说自己是「李芳」/);
    says(chen, '同意 李芳', null);
    await group.sees(/李芳，您好/);
    const [report] = await database.prisma.submission.findMany({ select: { text: true, author: true } });
    expect(report).toMatchObject({ text: expect.stringContaining('延长到九点半'), author: { name: '张伟' } });
  });

  it('takes a supplement by quotation, and a photo in private', async () => {
    const receipt = world.sent.findLast(({ text }) => text.includes('编号社-1'));
    const words = { speaker: world.botName, quoted: receipt?.text ?? '', text: '补充：三号楼旁边的也一样。' };
    quote(world, { from: zhang, room, ...words });
    await group.sees(/已补充到社-1/);
    says(zhang, '社情民意：柳林小区垃圾分类投放点满溢，夏天气味很大。建议增加清运次数。', null);
    await zhangAlone.sees(/已收到，编号社-2/);
    sendFile(world, zhang, { name: '投放点.jpg', bytes: Buffer.from('a photo of the waste point') });
    await zhangAlone.sees(/投放点|附件|照片|文件|图片/);
  });

  it('announces with numbers for buttons, and takes numbers, words and a relay list', async () => {
    says(chen, '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名');
    await group.sees(/请核对[\s\S]*15:00[\s\S]*社区二楼[\s\S]*回复数字/);
    says(chen, '确认');
    const announcement = await group.sees(/【活动通知】[\s\S]*回复数字：1 参加　2 请假/);
    expect(announcement.text).not.toContain('#接龙');
    says(li, '1');
    await group.sees(/已记：李芳参加/);
    says(zhang, '请假，出差');
    await group.sees(/已记：张伟请假/);
    relay(world, { from: chen, room, title: '学习会', rows: [{ by: chen.id, text: '陈敏' }] });
    await group.sees(/接龙已记|陈敏参加/);
    says(chen, '名单');
    const roll = await group.sees(/参加 2 人[\s\S]*请假 1 人/);
    expect(roll.text).not.toContain('出差');
  });

  it('notes who is who beside those who are contacts of the account', async () => {
    const notes = await world.bell.until(() => (world.noted.length > 1 ? world.noted : undefined), 'two notes', 20_000);
    expect(Object.fromEntries(notes)).toEqual({
      陈敏: expect.stringMatching(/^陈敏·同心\d+$/),
      'Li Fang': expect.stringMatching(/^李芳·同心\d+$/),
    });
  });

  it('knows everybody again after a login with new ids, and nobody loses a point', async () => {
    const pointsOf = () =>
      database.prisma.pointBalance.findMany({ select: { memberId: true, points: true }, orderBy: { memberId: 'asc' } });
    const before = await pointsOf();
    await world.logout();
    world.login();
    says(zhang, '我的积分', null);
    await zhangAlone.sees(/再认一下您[\s\S]*是我/);
    says(zhang, '是我', null);
    await zhangAlone.sees(/张伟，您 \d+ 年的积分/);
    expect(await pointsOf()).toEqual(before);
    expect(await database.prisma.identity.count({ where: { platform: 'wechat', member: { name: '张伟' } } })).toBe(1);
    expect(
      world.sent.filter(({ conversationId, text }) => conversationId === room.id && /年的积分/.test(text)),
    ).toEqual([]);
  });

  it('asks nobody whom it has noted', async () => {
    const before = world.sent.length;
    says(li, '请假');
    await group.sees(/已记：李芳请假/);
    says(chen, '出稿 垃圾分类');
    await group.sees(/草案1写好了|AI辅助标识/);
    expect(world.sent.slice(before).filter(({ text }) => text.includes('再认一下'))).toEqual([]);
  });

  it('drafts with a Word file that opens', async () => {
    const document = await world.bell.until(
      () => world.sent.find(({ file }) => file?.name === '草案1-垃圾分类.docx'),
      'the draft',
      20_000,
    );
    const { value } = await mammoth.extractRawText({ buffer: document.file?.bytes ?? Buffer.alloc(0) });
    expect(value).toMatch(/一、案由[\s\S]*四、建议[\s\S]*来源清单/);
    expect(value).toContain('（来源：社-1）');
  });

  it('sent nothing twice, lost nothing, and failed nowhere', async () => {
    expect(await database.prisma.outboxMessage.count({ where: { state: { in: ['failed', 'unknown'] } } })).toBe(0);
    expect(await database.prisma.inboxMessage.count({ where: { state: 'set_aside' } })).toBe(0);
    expect(failures).toEqual([]);
  });
});
