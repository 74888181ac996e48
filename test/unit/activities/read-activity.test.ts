import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readActivity } from '../../../src/features/activities/read-activity.ts';

/** Sunday, 22 November 2026, ten in the morning in Shanghai. */
const at = { now: new Date('2026-11-22T02:00:00Z'), zone: 'Asia/Shanghai' };

const local = (date: Date) => new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** `kind|title|place|start|end|deadline`, or the fault with the words it is about. */
function read(text: string, commanded = false): string | null {
  const result = readActivity(text, { ...at, commanded });
  if (!result) return null;
  if (!result.plan) return `${result.fault}: ${result.said}`;
  const { kind, title, place, startsAt, endsAt, signupUntil } = result.plan;
  return [kind, title, place, local(startsAt), local(endsAt).slice(11), signupUntil ? local(signupUntil) : '-'].join(
    '|',
  );
}

describe('announcements', () => {
  test.each([
    [
      '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名',
      'study_session|学习会：垃圾分类怎么推进|社区二楼|2026-11-27 15:00|17:00|2026-11-26 12:00',
    ],
    [
      '定于11月27日（周五）下午3:00-5:00在区图书馆二楼会议室召开第四季度会员大会，请11月25日前报名。',
      'meeting|第四季度会员大会|区图书馆二楼会议室|2026-11-27 15:00|17:00|2026-11-25 23:59',
    ],
    ['下周三上午九点去东湖社区调研', 'survey_trip|调研|东湖社区|2026-11-25 09:00|11:00|-'],
    [
      '下周六上午8点半到城北敬老院开展志愿服务，周五晚上8点前报名',
      'service|志愿服务|城北敬老院|2026-11-28 08:30|10:30|2026-11-27 20:00',
    ],
    ['下周五开学习会，下午三点开始，地点社区二楼', 'study_session|学习会|社区二楼|2026-11-27 15:00|17:00|-'],
    [
      '明天下午两点到四点在经开区党群中心举行新会员座谈会',
      'meeting|新会员座谈会|经开区党群中心|2026-11-23 14:00|16:00|-',
    ],
    [
      '周五晚7点在会员之家搞个读书会，主题：《乡土中国》',
      'study_session|读书会：乡土中国|会员之家|2026-11-27 19:00|21:00|-',
    ],
    ['12月5日上午9点，组织大家去湿地公园义务植树', 'service|义务植树|湿地公园|2026-12-05 09:00|11:00|-'],
    ['下周五15:00支委会，在会员之家开', 'meeting|支委会|会员之家|2026-11-27 15:00|17:00|-'],
    ['大家周五下午4点在社区学习中心开主题党日活动', 'theme_day|主题党日|社区学习中心|2026-11-27 16:00|18:00|-'],
    [
      '本月30日上午10点在三楼开组织生活会，截至28日报名',
      'meeting|组织生活会|三楼|2026-11-30 10:00|12:00|2026-11-28 23:59',
    ],
    ['明天下午3点开会，报名截止明天中午', 'meeting|会议||2026-11-23 15:00|17:00|2026-11-23 12:00'],
    [
      '各位会员：\n定于2026年11月28日（星期六）上午9:30在市民广场集合，开展志愿服务活动，请于11月27日12:00前报名。',
      'service|志愿服务|市民广场|2026-11-28 09:30|11:30|2026-11-27 12:00',
    ],
    [
      '下周五下午三点在社区二楼组织学习 主题 垃圾分类怎么推进 周四下班前报名',
      'study_session|学习：垃圾分类怎么推进|社区二楼|2026-11-27 15:00|17:00|2026-11-26 23:59',
    ],
    [
      '【学习会通知】\n时间：11月27日下午3点\n地点：社区二楼\n主题：怎样写好社情民意',
      'study_session|学习会：怎样写好社情民意|社区二楼|2026-11-27 15:00|17:00|-',
    ],
    ['后天上午在社区搞义诊，九点开始，十一点半结束', 'service|义诊|社区|2026-11-24 09:00|11:30|-'],
    ['请大家下周五下午三点到社区二楼参加学习会', 'study_session|学习会|社区二楼|2026-11-27 15:00|17:00|-'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['2月30日下午三点在社区开学习会', 'no_such_day: 2月30日下午三点'],
    ['11月20日下午三点开学习会', 'past: 11月20日下午三点'],
    ['今天9点开会', 'past: 今天9点'],
    ['昨天下午三点开学习会', 'past: 昨天下午三点'],
    ['上周五下午三点在社区举行会员大会，请大家准时参加', 'past: 上周五下午三点'],
    ['本周五下午两点半支部会员大会，二楼会议室', 'past: 本周五下午两点半'],
    ['11月27日（周四）下午三点开学习会', 'weekday_differs: 11月27日（周四）下午三点'],
    ['明天25点开学习会', 'no_such_time: 明天25点'],
    ['下周五开学习会', 'no_time: 下周五'],
    ['下周五下午开学习会', 'no_time: 下周五下午'],
    ['明天上午十点到九点开会', 'end_before_start: 明天上午十点到九点'],
    ['下周五下午三点开学习会，2月30日截止报名', 'signup_no_such_day: 2月30日'],
    ['下周五下午三点开学习会，11月20日截止报名', 'signup_past: 11月20日'],
    ['下周五下午三点开学习会，11月28日截止报名', 'signup_after_start: 11月28日'],
  ])('asks about %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    [
      '下周三晚上七点在多功能厅办主题日，主题是志愿服务',
      'theme_day|主题日：志愿服务|多功能厅|2026-11-25 19:00|21:00|-',
    ],
    ['明天下午三点学习会', 'study_session|学习会||2026-11-23 15:00|17:00|-'],
    ['下周三晚上七点主题日，地点多功能厅', 'theme_day|主题日|多功能厅|2026-11-25 19:00|21:00|-'],
    ['下周五下午两点半支部会员大会，二楼会议室', 'meeting|支部会员大会|二楼会议室|2026-11-27 14:30|16:30|-'],
    ['周六上午九点去敬老院慰问，大家报名', 'service|慰问活动|敬老院|2026-11-28 09:00|11:00|-'],
    ['下周三晚上七点多功能厅主题日', 'theme_day|主题日|多功能厅|2026-11-25 19:00|21:00|-'],
    [
      '各位会员，明天下午三点学习会，主题是乡土中国，收到请回复！',
      'study_session|学习会：乡土中国||2026-11-23 15:00|17:00|-',
    ],
    ['下周五下午三点支部会议，周四中午前报名', 'meeting|支部会议||2026-11-27 15:00|17:00|2026-11-26 12:00'],
    ['12月5日上午十点在社区办一场新会员座谈会', 'meeting|新会员座谈会|社区|2026-12-05 10:00|12:00|-'],
    ['明天下午三点学习会，能来的请报名，不能来的请假，不见不散', 'study_session|学习会||2026-11-23 15:00|17:00|-'],
    ['下周三晚上七点主题日，地点待定', 'theme_day|主题日||2026-11-25 19:00|21:00|-'],
  ])('a notice without a verb, or in everyday words: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    // Somebody asks.
    '明天学习会的材料谁有',
    '周五学习会几点',
    '明天下午三点学习会吗',
    '明天下午三点学习会在哪个会议室',
    // Somebody answers, excuses themselves or takes note.
    '下周三主题日我请假',
    '明天下午三点学习会请假',
    '明天下午三点学习会，我晚点到',
    '收到，明天下午三点学习会',
    '学习会明天下午三点',
    '明天下午三点有会议',
    '明天下午三点会议',
    '张主委周六上午九点去敬老院慰问，有事找我',
    // It speaks of an activity that everybody knows of: reminding is the bot's own business by then.
    '大家别忘了明天下午三点学习会',
    '明天下午三点学习会照常',
    '明天下午三点学习会改线上',
    '明天学习会见',
    '每月第一个周五下午三点学习会',
    // It tells what was.
    '昨天下午三点学习会',
    '昨天下午三点开学习会，大家讨论得热烈',
    '昨天下午三点开了学习会',
    '昨天下午三点开学习会的照片',
    '昨天开学习会',
    // Words that only look like holding something.
    '明天下午三点去街道办送志愿服务材料',
    '明天上午九点送慰问品的车到',
  ])('a notice is nothing but a notice; silent at %j', (text) => {
    expect(read(text)).toBeNull();
  });

  test.each([
    '下周五下午三点开学习会吗？',
    '下周五是不是要开学习会',
    '学习会什么时候开',
    '建议下周五下午三点开学习会',
    '要是下周五下午三点开学习会就好了',
    '下周五下午三点开学习会的通知发了',
    '上周五在社区开学习会',
    '11月20日下午三点开了学习会',
    '下周五的学习会取消',
    '学习会改到下周五下午三点开',
    '大家记得下周五下午三点开学习会',
    '下周五下午三点来我家吃饭',
    '开学习会',
    '每周五下午三点开学习会',
    '我明天下午三点要去市里开会',
    '明天上午九点我在区里参加会议，有事微信留言',
    '周主委明天下午三点要去市里开会',
    '这个问题下周五的会议上再议',
    '小区业主大会的选票一直没有公示。请明天下午三点前给大家答复，安排人来看看',
    '会议纪要：11月20日下午三点在社区召开了支委会',
    '社情民意：反映社区开学习会太少',
    '',
  ])('silent at %j', (text) => {
    expect(read(text)).toBeNull();
  });

  test('after the command the intent needs no word of its own', () => {
    const text = '下周五下午三点，社区二楼，会议';
    expect(read(text)).toBeNull();
    expect(read(text, true)).toBe('meeting|会议|社区二楼|2026-11-27 15:00|17:00|-');
  });

  test('never throws, and no plan is in the past or ends before it begins', () => {
    const word = fc.constantFrom(
      '下周',
      '周五',
      '下午',
      '三点',
      '到',
      '12',
      '31',
      '号',
      '月',
      '在社区',
      '开',
      '学习会',
      '，',
      '截止',
      '前报名',
      '主题是',
      '去调研',
      '今天',
      '吗',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const result = readActivity(words.join(''), at);
        const plan = result?.plan;
        const sane =
          !plan ||
          (plan.startsAt > at.now &&
            plan.endsAt > plan.startsAt &&
            (plan.signupUntil === null || plan.signupUntil <= plan.startsAt));
        expect(sane).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
