import { describe, expect, it } from 'vitest';
import { findLabel, labelOf, readLabel, takeLabel } from '../../../src/features/submissions/label.ts';

describe('labels', () => {
  it.each(['社-12', '社12', '社 12', '社－１２', '社—12', '第12条', '12号', '12', '社-12号', ' 社-12 '])(
    'reads %j as 12',
    (text) => expect(readLabel(text)).toBe(12),
  );

  it.each(['', '社', '社-', '社-0', '0', '-12', '12a', '社-12345678', '十二', '12.5', 'NaN', '1e3', '12 13'])(
    'does not read %j',
    (text) => expect(readLabel(text)).toBeNull(),
  );

  it('reads back what it writes', () => {
    expect(readLabel(labelOf(305))).toBe(305);
  });

  it.each([
    ['社-12 还有下水道', 12, '还有下水道'],
    ['社12：还有下水道', 12, '还有下水道'],
    ['社-12还有下水道', 12, '还有下水道'],
    ['12 还有下水道', 12, '还有下水道'],
    ['第１２条，还有下水道', 12, '还有下水道'],
    ['社-12', 12, ''],
  ])('takes it off %j', (text, number, rest) => expect(takeLabel(text)).toEqual({ number, rest }));

  it.each(['12栋楼的电梯坏了', '还有社-12', '社区门口', ''])('%j has none in front', (text) =>
    expect(takeLabel(text)).toBeNull(),
  );

  it('finds it inside a sentence', () => {
    expect(findLabel('市政协采用了社-12')).toEqual({ number: 12, rest: '市政协采用了' });
    expect(findLabel('12栋的电梯')).toBeNull();
  });
});
