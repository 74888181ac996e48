import { describe, expect, test } from 'vitest';
import { readAnswerLines, readPassedOn } from '../../../src/features/activities/paste/read-answer-lines.ts';
import { readNames } from '../../../src/features/activities/paste/read-names.ts';
import { isPaste } from '../../../src/features/activities/paste/read-paste.ts';
import { readRollCall } from '../../../src/features/activities/paste/read-roll-call.ts';
import { rosterNames } from '../../../src/features/activities/relay/roster-names.ts';

const roster = rosterNames(['张三', '李四', '王五', '赵六', '和平', '陈小红']);

/** `part: name(note)` for everybody. */
const read = (text: string) =>
  readRollCall(text, roster)?.parts.map(
    ({ part, people }) => `${part}: ${people.map(({ name, note }) => (note ? `${name}(${note})` : name)).join(' ')}`,
  );

describe('rolls', () => {
  test.each([
    ['参会：张三、李四（晚到） 请假：王五（出差）', ['present: 张三 李四(晚到)', 'leave: 王五(出差)']],
    ['参会人员（2人）：\n张三\n李四\n请假人员：\n王五', ['present: 张三 李四', 'leave: 王五']],
    ['到会：张三 李四；缺勤：王五；列席：赵六', ['present: 张三 李四', 'absent: 王五', 'observer: 赵六']],
    ['实到3人：张 三，李四和王五。未到：赵六', ['present: 张三 李四 王五', 'absent: 赵六']],
    ['未参加：张三\n参加：和平、陈小红', ['absent: 张三', 'present: 和平 陈小红']],
    ['参会：张三\n迟到：李四\n线上：王五', ['present: 张三', 'present: 李四(晚到)', 'present: 王五(线上)']],
    ['参会：张三、李四晚到十分钟、云谷', ['present: 张三 李四(晚到十分钟) 云谷']],
    ['参会\n张三\n李四\n请假\n无', ['present: 张三 李四', 'leave: ']],
    ['除张三（出差）、李四外都到了', ['leave: 张三(出差)', 'absent: 李四']],
    ['学习会，除了张三、李四以外，其他同志全部到场', ['absent: 张三', 'absent: 李四']],
  ])('%j', (text, parts) => {
    expect(read(text)).toEqual(parts);
  });

  test.each(['明天开会', '除夕外都休息', '请假的同志补交心得', '参会请回复', ''])('no roll: %j', (text) => {
    expect(readRollCall(text, roster)).toBeNull();
  });

  test('the words before the parts are the heading', () => {
    expect(readRollCall('11月27日学习会 参会：张三', roster)?.heading).toBe('11月27日学习会 ');
    expect(readRollCall('学习会，除张三外都到了', roster)).toMatchObject({ heading: '学习会，', restPresent: true });
  });
});

test('names with joining words and spaces', () => {
  expect(readNames('张三和平', roster).map(({ name }) => name)).toEqual(['张三和平']);
  expect(readNames('张三、和平 和李四，共3人', roster).map(({ name }) => name)).toEqual(['张三', '和平', '李四']);
});

describe('answers passed on', () => {
  test('every line, or none', () => {
    expect(readAnswerLines('张三：参加\n李四: 请假，出差')).toMatchObject([
      { name: '张三', answer: { state: 'joined' } },
      { name: '李四', answer: { state: 'on_leave', note: '出差' } },
    ]);
    expect(readAnswerLines('张三：参加\n李四：周末愉快')).toBeNull();
    expect(readAnswerLines('张三：参加')).toBeNull();
    expect(readPassedOn('代报 张三 带一人参加')).toMatchObject({ name: '张三', answer: { guests: 1 } });
    expect(readPassedOn('代报 张三：社情民意 路灯坏了')).toBeNull();
  });
});

test.each([
  ['参会：张三、李四 请假：王五', true],
  ['参加：张三、李四', true],
  ['除张三外都到了', true],
  ['张三：参加\n李四：请假', true],
  ['代报 张三 参加', true],
  ['请假：出差', false],
  ['参加：我', false],
  ['请假：发烧、咳嗽', false],
  ['时间：周五\n地点：社区\n参加：全体会员', false],
  ['主持：张三\n记录：李四', false],
  ['除了加班都行', false],
])('%j is a paste: %s', (text, expected) => {
  expect(isPaste(text)).toBe(expected);
});

test.each([
  ['labels', '参会：'.repeat(6_000)],
  ['names', `参会：${'张三、'.repeat(6_000)}`],
  ['joiners', `参会：${'和'.repeat(19_000)}`],
  ['blanks', `参会：${' '.repeat(19_000)}`],
  ['brackets', `参会：${'（'.repeat(19_000)}`],
  ['exceptions', '除'.repeat(19_000)],
  ['counts', `参会${'（3'.repeat(9_000)}`],
  ['lines', '\n'.repeat(19_000)],
  ['too long', '参会：张三\n'.repeat(20_000)],
])('hostile %s are read without throwing', (_, text) => {
  expect(() => isPaste(text)).not.toThrow();
  expect(() => readRollCall(text, roster)).not.toThrow();
});
