import { describe, expect, test } from 'vitest';
import { matchRoster } from '../../../../src/features/activities/relay/match-roster.ts';
import type { RosterMember } from '../../../../src/features/members/index.ts';
import { mergeVersions, standings, type RelayVersion } from '../../../../src/features/activities/relay/merge-relay.ts';
import { readRelayList } from '../../../../src/features/activities/relay/read-relay-list.ts';
import { rosterNames } from '../../../../src/features/activities/relay/roster-names.ts';
import { readAnswer } from '../../../../src/features/activities/read-answer.ts';

const names = (text: string, roster: readonly string[] = []) =>
  readRelayList(text, rosterNames(roster))?.rows.map(({ name }) => name);
const rowsOf = (text: string) => readRelayList(text)?.rows ?? [];
const member = (id: number, name: string): RosterMember => ({ id, name, aliases: [], accounts: [] });

describe('traps that lists have for those who read them', () => {
  test('only «N.» opens a row: 2、李四 is a row, not a part of the title', () => {
    const list = readRelayList('#接龙\n周五学习会\n\n1. 张三\n2、李四\n3） 王五\n4： 赵六');
    expect(list?.title).toBe('周五学习会');
    expect(list?.rows.map(({ number, name }) => [number, name])).toEqual([
      [1, '张三'],
      [2, '李四'],
      [3, '王五'],
      [4, '赵六'],
    ]);
  });

  test('splitting at «. » loses the note: 1. A. 备注 keeps it', () => {
    expect(rowsOf('#接龙\n1. 张三 备注. 要素食. 晚到')).toMatchObject([{ name: '张三', note: '备注. 要素食. 晚到' }]);
    expect(rowsOf('#接龙\n1. We.SNM')).toMatchObject([{ name: 'We.SNM', note: '' }]);
  });

  test('lines with 报名, 截止, 替补 or 候补 are skipped: the row 张三 替补 stays', () => {
    expect(rowsOf('#接龙\n报名截止周四\n1. 张三 替补\n2. 李四 候补\n3. 王五 报名')).toMatchObject([
      { name: '张三', state: 'wait' },
      { name: '李四', state: 'wait' },
      { name: '王五', state: 'join' },
    ]);
  });

  test('the last latin word is taken for an account: 李四 A is 李四 of group A', () => {
    expect(rowsOf('#接龙\n1. 李四 A')).toMatchObject([{ name: '李四', note: 'A' }]);
  });

  test('names of digits and +1 are dropped: the nickname 66 stays', () => {
    expect(names('#接龙\n1. 估计\n2. 66\n3. +1')).toEqual(['估计', '66', '+1']);
    expect(names('#接龙\n1.估计\n2.66')).toEqual(['估计', '66']);
  });

  test('the roster is matched by substring: 王五 and 王五一 stay apart', () => {
    expect(names('#接龙\n1. 王五一\n2. 王五一参加', ['王五'])).toEqual(['王五一', '王五一参加']);
    const match = matchRoster([member(1, '王五'), member(2, '李四')], 'wechat');
    expect(rowsOf('#接龙\n1. 王五一\n2. 王五').map((row) => match(row).who)).toEqual(['n:王五一', 'm:1']);
  });

  test('the sender of any #接龙 counts as signed up: who only deletes a row does not', () => {
    const match = matchRoster([member(1, '张三'), member(2, '李四')], 'wechat');
    const version = (id: number, sender: number, text: string): RelayVersion => ({
      id,
      at: id,
      sender: `m:${sender}`,
      rows: rowsOf(text).map(match),
    });
    const merged = mergeVersions([
      version(1, 2, '#接龙\n1. 张三\n2. 李四'),
      version(2, 2, '#接龙\n1. 张三'),
      version(3, 7, '#接龙\n1. 张三'),
    ]);
    const found = standings(merged);
    expect(found.get('m:2')?.state).toBe('cancel');
    expect(found.get('m:1')?.state).toBe('join');
    expect(found.has('m:7')).toBe(false);
  });

  test('the longest version is taken for the newest: time decides', () => {
    const match = matchRoster([member(1, '张三'), member(2, '李四')], 'wechat');
    const of = (id: number, sender: number, text: string): RelayVersion => ({
      id,
      at: 1_000 * id,
      sender: `m:${sender}`,
      rows: rowsOf(text).map(match),
    });
    const long = of(1, 2, '#接龙\n1. 张三\n2. 李四');
    const short = of(2, 2, '#接龙\n1. 张三');
    expect(standings(mergeVersions([short, long])).get('m:2')?.state).toBe('cancel');
  });

  test('short lines without a number become people: words of the heading do not', () => {
    expect(names('#接龙\n主题党日\n社区二楼\n总主持人：戊戊戊\n\n1. 张三\n补充说明\n2. 李四')).toEqual([
      '张三',
      '李四',
    ]);
  });

  test('names longer than four characters are refused: minorities and English names count', () => {
    expect(names('#接龙\n1. 阿布都热合曼·买买提\n2. Crystal🍀\n3. Elizabeth')).toEqual([
      '阿布都热合曼·买买提',
      'Crystal🍀',
      'Elizabeth',
    ]);
  });

  test('numbers with a gap hide the whole list: 1, 3 is a list where 2 is missing', () => {
    const list = readRelayList('#接龙\n1. 张三\n3. 王五');
    expect(list?.rows.map(({ number }) => number)).toEqual([1, 3]);
    expect(list?.missing).toEqual([2]);
  });

  test('one digit after 报名: twelve people are twelve', () => {
    expect(rowsOf('#接龙\n1. 张三 报名12人')).toMatchObject([{ name: '张三', state: 'join', count: 12 }]);
    expect(readAnswer('报名12人')).toMatchObject({ state: 'joined', guests: 11 });
  });

  test('请假 anywhere is leave: a notice about those on leave is none', () => {
    expect(readAnswer('请假的同志补交心得')).toBeNull();
    expect(rowsOf('#接龙\n请假的同志补交心得\n1. 张三 请假的同志我通知')).toMatchObject([
      { name: '张三', state: 'join' },
    ]);
    expect(rowsOf('#接龙\n1. 张三 请假：出差')).toMatchObject([{ name: '张三', state: 'leave', note: '请假：出差' }]);
  });
});
