import { describe, expect, it } from 'vitest';
import { readMenuNumber } from '../../../src/chat/read-menu-number.ts';

describe('a number alone', () => {
  it.each([
    ['1', 1],
    ['１', 1],
    [' 2. ', 2],
    ['3、', 3],
    ['选1', 1],
    ['我选第二个', 2],
    ['回复3', 3],
    ['第1项', 1],
    ['一', 1],
    ['十', 10],
    ['12', 12],
  ])('%s is read', (text, number) => {
    expect(readMenuNumber(text)).toBe(number);
  });

  it.each(['+1', '1人', '1个', '第一', '12月3日', '3点', '1和2', '123', '一起去', '', '👍', '8.20'])(
    '%s says something else',
    (text) => {
      expect(readMenuNumber(text)).toBeNull();
    },
  );
});
