import { describe, expect, it } from 'vitest';
import { readPick, readReversal } from '../../../src/features/points/read-reversal.ts';
import { readWhichEntry } from '../../../src/features/points/read-which-entry.ts';

describe('readReversal', () => {
  it.each([
    ['张三', '张三', null, ''],
    ['张三 1 记错了人', '张三', 1, '记错了人'],
    ['张三 第1条 记错了人', '张三', 1, '记错了人'],
    ['张三第一条，记错了人', '张三', 1, '记错了人'],
    ['张三 1', '张三', 1, ''],
    ['John Smith', 'John Smith', null, ''],
  ])('reads %j', (text, name, number, reason) => expect(readReversal(text)).toEqual({ name, number, reason }));

  it.each(['', '   ', '张三\n李四'])('does not read %j', (text) => expect(readReversal(text)).toBeNull());
});

describe('readPick', () => {
  it.each([
    ['1 记错了人', 1, '记错了人'],
    ['第2条，重复了', 2, '重复了'],
    ['第二个', 2, ''],
    ['３', 3, ''],
  ])('reads %j', (text, number, reason) => expect(readPick(text)).toEqual({ number, reason }));

  it.each(['', '好的', '一起去吧', '10点开会', '0 没有', '100'])('does not read %j', (text) =>
    expect(readPick(text)).toBeNull(),
  );
});

describe('the answer to the list of entries', () => {
  const list = { name: '张三', entryIds: [31, 30], reason: '' };
  const picked = { ...list, entryIds: [31] };

  it('takes a number with a reason, also with the command before it', () => {
    expect(readWhichEntry('1 记错了人', list)).toEqual({ number: 1, reason: '记错了人' });
    expect(readWhichEntry('冲正 张三 2 重复', list)).toEqual({ number: 2, reason: '重复' });
    expect(readWhichEntry('第二条', list)).toEqual({ number: 2, reason: '' });
  });

  it('takes any words as the reason once one entry was picked', () => {
    expect(readWhichEntry('记错了人', picked)).toEqual({ number: 1, reason: '记错了人' });
    expect(readWhichEntry('记错了人', list)).toBeNull();
  });

  it('asks no more than a yes when the reason is known', () => {
    const known = { ...picked, reason: '记错了人' };
    expect(readWhichEntry('确认', known)).toEqual({ number: 1, reason: '记错了人' });
    expect(readWhichEntry('你好', known)).toBeNull();
    expect(readWhichEntry('算了', known)).toEqual({ number: 0, reason: '' });
  });
});
