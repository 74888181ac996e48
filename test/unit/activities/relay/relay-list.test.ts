import { describe, expect, test } from 'vitest';
import { nativeRelayList } from '../../../../src/features/activities/relay/read-native-relay.ts';
import { readRelayList } from '../../../../src/features/activities/relay/read-relay-list.ts';
import { noNames, rosterNames } from '../../../../src/features/activities/relay/roster-names.ts';

const rowsOf = (text: string, roster: readonly string[] = []) => readRelayList(text, rosterNames(roster))?.rows ?? [];
const first = (row: string, roster: readonly string[] = []) => rowsOf(`#接龙\n周五活动\n\n${row}`, roster)[0];

describe('headings', () => {
  test.each([
    ['#接龙\n学习会\n\n1. 甲', '学习会'],
    ['#接龍\n學習會\n\n1. 甲', '學習會'],
    ['#Group Note\nStudy session\n\n1. Ann', 'Study session'],
    ['＃接龙\n学习会\n1. 甲', '学习会'],
    ['@小助手  打卡#接龙\n\n六月打卡\n1. 甲', '@小助手  打卡\n六月打卡'],
    ['#接龙   2026.03.29 学习会\n\n1. 甲', '2026.03.29 学习会'],
    ['wxid_a1:\n#接龙\n学习会\n\n1. 甲', '学习会'],
    ['#接龙<br/>学习会<br/><br/>1. 甲', '学习会'],
    ['#接龙⏎学习会⏎⏎1. 甲⏎2. 乙', '学习会'],
  ])('%j', (text, title) => {
    expect(readRelayList(text)).toMatchObject({ title, marked: true, rows: [{ number: 1 }, ...rowsOf(text).slice(1)] });
  });

  test('example and tail are nobody', () => {
    const list = readRelayList('#接龙\n周五聚餐\n例 张三 2人\n\n1. 甲 2人\n2. 乙\n\n截止周四中午');
    expect(list).toMatchObject({ title: '周五聚餐', example: '例 张三 2人', tail: '截止周四中午' });
    expect(list?.rows.map(({ name, count }) => [name, count])).toEqual([
      ['甲', 2],
      ['乙', 1],
    ]);
    expect(rowsOf('#接龙\n1. 例：张三 参加\n2. 李四').map(({ name }) => name)).toEqual(['李四']);
  });

  test('roles named above the rows are no attendance', () => {
    const text = '#接龙\n读书会\n🎬主持：马甲\n点评者1：吴乙\n\n参加的请接龙：\n\n1. 文丙\n2. 俊丁';
    expect(rowsOf(text).map(({ name }) => name)).toEqual(['文丙', '俊丁']);
  });

  test('a numbered agenda above the rows is a part of the title', () => {
    const text = '#接龙\n支部大会议程：\n1、学习文件\n2、讨论发展对象\n\n1. 张三\n2. 李四\n3. 王五';
    expect(rowsOf(text).map(({ name }) => name)).toEqual(['张三', '李四', '王五']);
  });

  test('a list of the bot, copied and gone on with', () => {
    expect(rowsOf('报名名单\n学习会\n1. 张三\n2. 李四')).toHaveLength(2);
  });

  test.each([
    '我们来 #接龙 吧\n1. 甲',
    '买菜清单：\n1. 白菜\n2. 萝卜\n3. 豆腐',
    '会议议程：\n1、学习文件\n2、讨论\n3、其他',
    '通知：\n1. 请带身份证。\n2. 八点集合。\n3. 车牌报给我。',
    '接龙的要求：\n1. 请大家务必把自己的真实姓名写在最前面\n2. 有随行人员的请写清楚一共几位参加',
    '#接龙',
    '#接龙\n周五学习会',
    '「王五：#接龙\n学习会\n1. 甲\n2. 乙」\n- - - - - - - - - - - - - - -\n好的',
    '',
  ])('no list: %j', (text) => {
    expect(readRelayList(text)).toBeNull();
  });

  test('a list below a quotation is read, the quoted one is not', () => {
    const text = '「王五：#接龙\n旧的\n1. 甲」\n- - - - - - - - - - -\n#接龙\n新的\n1. 乙';
    expect(readRelayList(text)).toMatchObject({ title: '新的', rows: [{ name: '乙' }] });
  });
});

describe('rows', () => {
  test.each([
    ['1. 清川 早六点半到九点半', { name: '清川', note: '早六点半到九点半', state: 'join', count: 1 }],
    ['2. 大螃蟹 7:20-8:35 洗漱', { number: 2, name: '大螃蟹', note: '7:20-8:35 洗漱' }],
    ['20. 云谷B座 11份. 取消', { number: 20, name: '云谷B座', state: 'cancel', count: 11 }],
    ['8. 刘展-J区 2份（1自备饭盒）', { name: '刘展', state: 'join', count: 2 }],
    ['12. 。 云谷，米饭换红薯🍠', { number: 12, name: '。', note: '云谷，米饭换红薯🍠' }],
    ['19. 陈湘—云谷A座', { name: '陈湘', note: '云谷A座' }],
    ['1. 清扬 （晚上补位）', { name: '清扬', state: 'wait', note: '（晚上补位）' }],
    ['2、枫染柒萋 下午场 感冒好了就来', { name: '枫染柒萋', state: 'tentative' }],
    ['3. Crystal🍀', { name: 'Crystal🍀', state: 'join', count: 1 }],
    ['3. 王五 +1', { name: '王五', count: 2 }],
    ['3. 王五+1', { name: '王五', count: 2 }],
    ['13. hans h三鲜', { name: 'hans', note: 'h三鲜' }],
    ['6. Lqz13Th E 🐮', { number: 6, name: 'Lqz13Th', note: 'E 🐮' }],
    ['2. 小冯先生 A组（配速员）', { name: '小冯先生', note: 'A组（配速员）', state: 'join' }],
    ['1. 张三 晚到20分钟', { name: '张三', state: 'join', note: '晚到20分钟' }],
    ['1. 张三 下午场', { name: '张三', state: 'join', note: '下午场' }],
    ['1. 张三（自备饭盒）', { name: '张三', note: '（自备饭盒）', count: 1 }],
    ['1. 张三 带两人', { count: 3 }],
    ['1. 张三 带家属', { count: 2 }],
    ['1. 张三 一家三口', { count: 3 }],
    ['1. 请假 张三', { name: '张三', state: 'leave' }],
    ['1. 张三 待定', { state: 'tentative' }],
    ['1. 张三 请假 改为参加', { state: 'join' }],
    ['1. 张三 取消请假', { state: 'join' }],
    ['1. 张三 不取消', { state: 'join' }],
    ['1. 张三 来不了', { state: 'leave' }],
  ])('%s', (row, expected) => {
    expect(first(row)).toMatchObject(expected);
  });

  test('a name with a space, known from the roster', () => {
    expect(first('3） 陈 阿姨 3份', ['陈阿姨'])).toMatchObject({ name: '陈阿姨', count: 3 });
    expect(first('3. 张三参加', ['张三'])).toMatchObject({ name: '张三', state: 'join' });
  });

  test('several names in one row only when the roster has them', () => {
    expect(rowsOf('#接龙\n1. 美芬、慧珍\n2. 小红、小绿', ['美芬', '慧珍']).map(({ name }) => name)).toEqual([
      '美芬',
      '慧珍',
      '小红',
    ]);
  });

  test('a row of several lines: only the next number opens another', () => {
    const rows = rowsOf('#接龙\n1. Kevin-8年 打卡19天\n胸部：俯卧撑100个\n全身：20个\n2. Jasmine 打卡14天');
    expect(rows.map(({ number, name }) => [number, name])).toEqual([
      [1, 'Kevin'],
      [2, 'Jasmine'],
    ]);
    expect(rows[0]?.text).toContain('俯卧撑100个');
  });

  test('numbers inside a row stay inside', () => {
    const text = '#接龙\n日报，内容以1）格式编号\n\n1. 张三\n1）走访\n2）写材料\n2. 李四\n1）值班\n2）开会\n3）总结';
    expect(rowsOf(text).map(({ name }) => name)).toEqual(['张三', '李四']);
  });

  test('numbering need not begin at 1, blank rows are nobody, several rows may share a line', () => {
    expect(rowsOf('#接龙\n6. 甲\n7. 乙').map(({ number }) => number)).toEqual([6, 7]);
    expect(rowsOf('#接龙\n1. 甲\n2.\n3.\n').map(({ name }) => name)).toEqual(['甲']);
    expect(rowsOf('午餐接龙\n10、甲,早餐。      11、乙 早餐\n12、丙').map(({ name }) => name)).toEqual([
      '甲',
      '乙',
      '丙',
    ]);
  });

  test('full-width digits and mixed separators', () => {
    expect(rowsOf('#接龙\n１．甲\n2） 乙\n3—丙\n4!丁').map(({ name }) => name)).toEqual(['甲', '乙', '丙', '丁']);
  });
});

test('native data: authors and times come with the rows', () => {
  const at = new Date('2026-11-24T01:00:00Z');
  const list = nativeRelayList(
    {
      starter: 'wx1',
      title: '#接龙 周五学习会',
      example: '',
      tail: '',
      ended: false,
      entries: [
        { author: 'wx1', at, text: '。 云谷' },
        { author: null, at: null, text: '李四 请假' },
      ],
    },
    noNames,
  );
  expect(list.title).toBe('周五学习会');
  expect(list.rows).toMatchObject([
    { number: 1, name: '。', author: 'wx1', at },
    { number: 2, name: '李四', state: 'leave' },
  ]);
});

describe('hostile texts', () => {
  const long = 99_000;
  test.each([
    ['openers', '1.'.repeat(long / 2)],
    ['lines', '1. a\n'.repeat(long / 5)],
    ['growing numbers', Array.from({ length: 999 }, (_, index) => `${index + 1}. 甲`).join('\n')],
    ['spaces', `1. ${' '.repeat(long)}x`],
    ['gaps', `1. 甲${'  2'.repeat(long / 3)}`],
    ['empty lines', `1. 甲${'\n \n'.repeat(long / 3)}`],
    ['marks', '#接龙 '.repeat(long / 4)],
    ['dashes', `「${'- '.repeat(long / 2)}\n`],
    ['brackets', `1. ${'（'.repeat(long)}`],
    ['commas', `1. 甲 ${'，'.repeat(long)}`],
    ['counts', `1. 甲 ${'+1 '.repeat(long / 3)}`],
    ['names', `1. ${'张三、'.repeat(long / 3)}`],
    ['surrogates', `1. ${'\uD83D'.repeat(long)}`],
    ['NUL', '1. \0'.repeat(long / 4)],
  ])('%s are read without throwing', (_, body) => {
    expect(() => readRelayList(`#接龙\n${body}`, rosterNames(['张三', '李四']))).not.toThrow();
    expect(() => readRelayList(body)).not.toThrow();
  });
});
