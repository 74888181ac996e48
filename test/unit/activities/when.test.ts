import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignFold, readMoments } from '../../../src/features/activities/when.ts';

const zone = 'Asia/Shanghai';
/** Sunday, 22 November 2026, ten in the morning in Shanghai. */
const sunday = new Date('2026-11-22T02:00:00Z');
/** Wednesday, 25 November 2026, ten in the morning. */
const wednesday = new Date('2026-11-25T02:00:00Z');

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** `span|date time-until fault`, one per moment. */
function spoken(text: string, now: Date): string[] {
  return readMoments(text, { now, zone }).map((moment) => {
    const time = moment.minutes === null ? '-' : clock(moment.minutes);
    const until = moment.until === null ? '' : `-${clock(moment.until)}`;
    const fault = moment.fault ? ` ${moment.fault}` : '';
    return `${text.slice(moment.start, moment.end)}|${moment.date?.toString() ?? '?'} ${time}${until}${fault}`;
  });
}

describe('dates and times, said on a Sunday morning', () => {
  test.each([
    ['下周五下午三点', ['下周五下午三点|2026-11-27 15:00']],
    ['周四中午截止', ['周四中午|2026-11-26 12:00']],
    ['下下周三早上9点', ['下下周三早上9点|2026-12-02 09:00']],
    ['下周日上午十点到十二点', ['下周日上午十点到十二点|2026-11-29 10:00-12:00']],
    ['这周日下午两点', ['这周日下午两点|2026-11-22 14:00']],
    ['本周五下午两点', ['本周五下午两点|2026-11-20 14:00 past']],
    ['周日下午三点', ['周日下午三点|2026-11-22 15:00']],
    ['周日上午九点', ['周日上午九点|2026-11-29 09:00']],
    ['礼拜三晚上7点', ['礼拜三晚上7点|2026-11-25 19:00']],
    ['星期天上午', ['星期天上午|2026-11-22 -']],
    ['周四15:00', ['周四15:00|2026-11-26 15:00']],
    ['周五三点', ['周五三点|2026-11-27 15:00']],
    ['今晚八点', ['今晚八点|2026-11-22 20:00']],
    ['今天9点', ['今天9点|2026-11-22 09:00 past']],
    ['今天下午', ['今天下午|2026-11-22 -']],
    ['明早8点半', ['明早8点半|2026-11-23 08:30']],
    ['明天晚8点', ['明天晚8点|2026-11-23 20:00']],
    ['后天晚上12点', ['后天晚上12点|2026-11-24 24:00']],
    ['大后天中午', ['大后天中午|2026-11-25 12:00']],
    ['昨天下午三点', ['昨天下午三点|2026-11-21 15:00 past']],
    ['11月27日（周五）15:00-17:00', ['11月27日（周五）15:00-17:00|2026-11-27 15:00-17:00']],
    ['11月27日周四15:00', ['11月27日周四15:00|2026-11-27 15:00 weekday_differs']],
    ['下周五（27日）下午2-4点', ['下周五（27日）下午2-4点|2026-11-27 14:00-16:00']],
    ['11月20日下午三点', ['11月20日下午三点|2026-11-20 15:00 past']],
    ['1月5日10点', ['1月5日10点|2027-01-05 10:00']],
    ['十一月三十日上午九点', ['十一月三十日上午九点|2026-11-30 09:00']],
    ['明年1月5日10点', ['明年1月5日10点|2027-01-05 10:00']],
    ['2026年12月1日 9:30', ['2026年12月1日 9:30|2026-12-01 09:30']],
    ['2026-12-01 14:00', ['2026-12-01 14:00|2026-12-01 14:00']],
    ['2026.12.1 14点', ['2026.12.1 14点|2026-12-01 14:00']],
    ['二〇二六年十二月一日上午九点一刻', ['二〇二六年十二月一日上午九点一刻|2026-12-01 09:15']],
    ['2025年12月1日9点', ['2025年12月1日9点|2025-12-01 09:00 past']],
    ['2月30日下午三点', ['2月30日下午三点|? 15:00 no_such_day']],
    ['13月1日', ['13月1日|? - no_such_day']],
    ['2027年2月29日9点', ['2027年2月29日9点|? 09:00 no_such_day']],
    ['2028年2月29日9点', ['2028年2月29日9点|2028-02-29 09:00']],
    ['31号下午三点', ['31号下午三点|? 15:00 no_such_day']],
    ['25号', ['25号|2026-11-25 -']],
    ['5号上午9点', ['5号上午9点|2026-12-05 09:00']],
    ['本月28日下午三点到四点半', ['本月28日下午三点到四点半|2026-11-28 15:00-16:30']],
    ['下月5号晚7:30', ['下月5号晚7:30|2026-12-05 19:30']],
    ['月底下午三点', ['月底下午三点|2026-11-30 15:00']],
    ['12月底', ['12月底|2026-12-31 -']],
    ['12.5 9点', ['12.5 9点|2026-12-05 09:00']],
    ['12/5上午9点', ['12/5上午9点|2026-12-05 09:00']],
    ['明天25点', ['明天25点|2026-11-23 - no_such_time']],
    ['明天9点70分', ['明天9点70分|2026-11-23 - no_such_time']],
    ['明天三点五十', ['明天三点五十|2026-11-23 15:50']],
    ['明天三点零五分', ['明天三点零五分|2026-11-23 15:05']],
    ['明天03:00', ['明天03:00|2026-11-23 03:00']],
    ['明天十一点', ['明天十一点|2026-11-23 11:00']],
    ['明天中午一点', ['明天中午一点|2026-11-23 13:00']],
    ['明天下午三点二楼集合', ['明天下午三点|2026-11-23 15:00']],
    ['明天上午十点至十一点三刻', ['明天上午十点至十一点三刻|2026-11-23 10:00-11:45']],
    ['明天上午9点到下午4点', ['明天上午9点到下午4点|2026-11-23 09:00-16:00']],
    ['周五开会，下午三点开始', ['周五|2026-11-27 -', '下午三点|? 15:00']],
  ])('%s', (text, expected) => {
    expect(spoken(text, sunday)).toEqual(expected);
  });

  test.each([
    '每周五下午',
    '一周三次',
    '提三点建议',
    '晚一点来',
    '早点到',
    '晚上好',
    '3号楼201室',
    '坐2号线',
    '第3号提案',
    '1.5米高',
    '今年',
    '三小时',
    '',
  ])('no moment in %j', (text) => {
    expect(readMoments(text, { now: sunday, zone })).toEqual([]);
  });
});

test('a bare weekday is the next one to come, a named week begins on Monday', () => {
  expect(spoken('周三上午九点', wednesday)).toEqual(['周三上午九点|2026-12-02 09:00']);
  expect(spoken('周三下午三点', wednesday)).toEqual(['周三下午三点|2026-11-25 15:00']);
  expect(spoken('周一下午三点', wednesday)).toEqual(['周一下午三点|2026-11-30 15:00']);
  expect(spoken('下周一下午三点', wednesday)).toEqual(['下周一下午三点|2026-11-30 15:00']);
  expect(spoken('本周日下午三点', wednesday)).toEqual(['本周日下午三点|2026-11-29 15:00']);
});

test('days are those of the unit, not of the machine', () => {
  const lateInShanghai = new Date('2026-11-22T17:00:00Z');
  expect(spoken('明天上午九点', lateInShanghai)).toEqual(['明天上午九点|2026-11-24 09:00']);
});

test('folding keeps every offset', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(alignFold(text)).toHaveLength(text.length);
    }),
  );
});

test('never throws; spans lie in the text, in order and apart', () => {
  const word = fc.constantFrom(
    '下',
    '周',
    '五',
    '日',
    '月',
    '号',
    '12',
    '31',
    '点',
    '半',
    '下午',
    '到',
    '今',
    '晚',
    ':',
    '30',
    '年',
    '-',
    '.',
    '（',
    '2026',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 14 }), (words) => {
      const text = words.join('');
      let reached = 0;
      for (const moment of readMoments(text, { now: sunday, zone })) {
        expect(moment.start).toBeGreaterThanOrEqual(reached);
        expect(moment.end).toBeGreaterThan(moment.start);
        reached = moment.end;
      }
      expect(reached).toBeLessThanOrEqual(text.length);
    }),
  );
});
