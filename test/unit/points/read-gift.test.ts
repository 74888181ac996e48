import { describe, expect, it } from 'vitest';
import { readGift, recogniseGift } from '../../../src/features/points/read-gift.ts';
import { readNumeral } from '../../../src/features/points/read-numeral.ts';

describe('readNumeral', () => {
  it.each([
    ['5', 5],
    ['５', 5],
    ['+5', 5],
    ['−3', -3],
    ['1.5', 1.5],
    ['1e9', 1e9],
    ['五', 5],
    ['两', 2],
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['三十五', 35],
    ['一百', 100],
    ['一百零五', 105],
    ['一百五', 150],
    ['〇', 0],
  ])('reads %s', (text, number) => expect(readNumeral(text)).toBe(number));

  it.each(['', 'NaN', 'Infinity', '0x10', '张三', '五五', '--5', '很多', '1e9999'])('does not read %j', (text) =>
    expect(readNumeral(text)).toBeNull(),
  );
});

describe('readGift', () => {
  it.each([
    ['张三 5 主持学习会', '张三', 5, '主持学习会'],
    ['张三 5分 主持学习会', '张三', 5, '主持学习会'],
    ['张三 5分主持学习会', '张三', 5, '主持学习会'],
    ['张三5分 主持学习会', '张三', 5, '主持学习会'],
    ['张三+5 主持学习会', '张三', 5, '主持学习会'],
    ['张三　５　主持学习会', '张三', 5, '主持学习会'],
    ['张三，5分，主持学习会', '张三', 5, '主持学习会'],
    ['张三 五 主持学习会', '张三', 5, '主持学习会'],
    ['张三 五分主持学习会', '张三', 5, '主持学习会'],
    ['张三 十二分 主持学习会', '张三', 12, '主持学习会'],
    ['5分 张三 主持学习会', '张三', 5, '主持学习会'],
    ['张三 5 原因：主持了 10月 的学习会', '张三', 5, '主持了 10月 的学习会'],
    ['欧阳娜娜 100 年度优秀', '欧阳娜娜', 100, '年度优秀'],
    ['John Smith 5 led the session', 'John Smith', 5, 'led the session'],
  ])('reads %j', (text, name, points, reason) =>
    expect(readGift(text)).toEqual({ ok: true, gift: { name, points, reason } }),
  );

  it.each([
    ['', 'amount'],
    ['张三', 'amount'],
    ['张三 主持学习会', 'amount'],
    ['张三 很多分 主持学习会', 'amount'],
    ['张三 NaN 主持学习会', 'amount'],
    ['张三 0 主持学习会', 'range'],
    ['张三 零 主持学习会', 'range'],
    ['张三 101 主持学习会', 'range'],
    ['张三 1e9 主持学习会', 'range'],
    ['张三 1.5 主持学习会', 'range'],
    ['张三 999999999999999 主持学习会', 'range'],
    ['张三 -5 迟到', 'negative'],
    ['张三 －５ 迟到', 'negative'],
    ['张三 5', 'reason'],
    ['张三 5分。', 'reason'],
    [`张三 5 ${'很'.repeat(201)}`, 'long'],
  ])('sends %j back: %s', (text, fault) => expect(readGift(text)).toMatchObject({ ok: false, fault }));

  it('hears the natural sentence', () => {
    expect(readGift(recogniseGift('给张三加5分，主持学习会') ?? '')).toMatchObject({
      gift: { name: '张三', points: 5, reason: '主持学习会' },
    });
    expect(recogniseGift('给张三加油')).toBeNull();
    expect(recogniseGift('大家给张三加5分')).toBeNull();
  });
});
