import type { RoomCase } from '../room-door.ts';

/** What the secretary says on Tuesday, 24 November 2026, at nine in the morning, and the moment that the preview names. */
const understood = (id: string, when: string, moment: string): RoomCase => ({
  id,
  input: [{ by: 'chen-min', text: `${when}在社区二楼开学习会` }],
  expect: { status: 'answered', stored: { activities: 1 }, reply: new RegExp(`请核对：[^]*时间：${moment}`) },
});

const asked = (id: string, when: string, reply: RegExp): RoomCase => ({
  id,
  input: [{ by: 'chen-min', text: `发起活动 ${when}在社区二楼开学习会` }],
  expect: { status: 'answered', stored: {}, reply },
});

/** Dates as people write them. */
export const dateCases: readonly RoomCase[] = [
  understood('37 a day of next week', '下周三下午三点', '2026年12月2日（周三）15:00'),
  understood('37 Sunday ends the week', '周日下午三点', '2026年11月29日（周日）15:00'),
  understood('37 Sunday of next week', '下周日下午三点', '2026年12月6日（周日）15:00'),
  understood('37 the end of the month', '月底下午三点', '2026年11月30日（周一）15:00'),
  understood('37 half past nine tomorrow', '明早9点半', '2026年11月25日（周三）09:30'),
  asked('37 an afternoon without an hour', '后天下午', /还差几点开始/),
  asked('38 30 February', '2月30日下午三点', /日历上没有“2月30日下午三点”这一天/),
  asked('38 29 February of a common year', '2027-02-29 15:00', /日历上没有“2027-02-29 15:00”这一天/),
  understood('38 29 February of a leap year', '2028-02-29 15:00', '2028年2月29日（周二）15:00'),
  {
    id: '39 nine o’clock at ten',
    input: [{ by: 'chen-min', at: '2026-11-24T10:00', text: '今天9点在社区二楼开学习会' }],
    expect: { status: 'answered', stored: {}, reply: /“今天9点”已经过去了。请换个日期/ },
  },
  understood('40 month before day', '12/5上午9点', '2026年12月5日（周六）09:00'),
  understood('40 a month that is over', '5/12上午9点', '2027年5月12日（周三）09:00'),
  understood('40 dots and two digits of a year', '26.12.5上午9点', '2026年12月5日（周六）09:00'),
  understood('40 in full', '2026年12月5号上午9点', '2026年12月5日（周六）09:00'),
  understood('40 in Chinese numerals', '二〇二六年十二月五日上午九点', '2026年12月5日（周六）09:00'),
  understood('40 in wide digits', '２０２６年１２月５日上午９点', '2026年12月5日（周六）09:00'),
  asked('41 24:00', '明天24:00', /钟点我没看懂/),
  understood('41 a leap second', '明天23:59:60', '2026年11月25日（周三）23:59'),
  asked('41 25 o’clock', '明天25点', /钟点我没看懂/),
  {
    id: '43 the day in Shanghai, not that of the machine',
    input: [{ by: 'chen-min', at: '2026-11-25T00:30', text: '明天上午九点在社区二楼开学习会' }],
    expect: { status: 'answered', stored: { activities: 1 }, reply: /2026年11月26日（周四）09:00/ },
  },
  asked('44 a day of the moon', '腊月二十三下午三点', /请写明哪天几点|换个日期/),
  asked('44 a feast', '中秋节下午三点', /请写明哪天几点|换个日期/),
  asked('44 a working Saturday', '调休那天下午三点', /请写明哪天几点|换个日期/),
  {
    id: '47 two at the same minute',
    input: [
      { by: 'chen-min', text: '下周四下午三点在社区二楼开学习会' },
      { by: 'chen-min', text: '确认' },
      { by: 'chen-min', text: '下周四下午三点在社区一楼开学习会' },
    ],
    expect: { status: 'answered', stored: { activities: 2 }, reply: /提醒：同一时间已经有「学习会/ },
  },
  {
    id: '47 within the minute',
    input: [
      { by: 'chen-min', text: '今天9点1分在社区二楼开学习会' },
      { by: 'chen-min', text: '确认' },
    ],
    expect: { status: 'answered', stored: { activities: 1 }, reply: /活动通知/ },
  },
  understood('47 ten years ahead', '2036年11月24日下午三点', '2036年11月24日（周一）15:00'),
];
