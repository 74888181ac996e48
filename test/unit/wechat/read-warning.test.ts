import { describe, expect, it } from 'vitest';
import { isRateWarning, tellsOfRate } from '../../../adapters/wechat/sending/read-warning.ts';

describe('the warning of WeChat that messages come too often', () => {
  it.each([
    '发送消息过于频繁',
    '发送消息过于频繁，可稍后再试。',
    '你发送消息过于频繁，请稍后再试。',
    '操作过于频繁，请稍后再试',
    '操作太频繁，请稍后再试。',
    '操作频繁，请稍后再试',
    '系统提示：操作过于频繁，请稍后再试',
    '消息发送过于频繁，请稍后再发',
  ])('is known by its words: %s', (words) => {
    expect(isRateWarning(words)).toBe(true);
    expect(tellsOfRate(`Error: ${words}`)).toBe(true);
  });

  it.each([
    '刚才微信说“操作过于频繁，请稍后再试”，怎么办？',
    '我这里提示发送消息过于频繁',
    '操作过于频繁，请稍后再试。这是什么意思',
    '这个路口事故频繁，请稍后再试着反映一下',
    '频繁',
    '请稍后再试',
    '',
    `操作过于频繁${'，请稍后再试'.repeat(20)}`,
  ])('is not seen in what people say: %s', (words) => {
    expect(isRateWarning(words)).toBe(false);
  });

  it('is looked for in the message of an error only as far as one reads', () => {
    expect(tellsOfRate('connection reset')).toBe(false);
    expect(tellsOfRate(`${' '.repeat(3000)}操作过于频繁`)).toBe(false);
  });
});
