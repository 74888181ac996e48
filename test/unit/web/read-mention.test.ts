import { describe, expect, it } from 'vitest';
import { readMention } from '../../../adapters/shared/mention.ts';

describe('readMention', () => {
  it.each([
    ['@助手 反映西门路灯坏了', '反映西门路灯坏了'],
    ['@同心助手 帮助', '帮助'],
    ['＠同心助手：帮助', '帮助'],
    ['@助手反映路灯', '反映路灯'],
    ['  @同心助手\n\n帮助', '帮助'],
    ['@同心助手，', ''],
    ['@同心助手', ''],
    ['同心助手，帮助', '帮助'],
    ['同心助手 帮助', '帮助'],
    ['同心助手', ''],
  ])('takes the call off %j', (said, text) => {
    expect(readMention(said)).toEqual({ mentionsBot: true, text });
  });

  it.each(['这件事 @助手', '这件事请 @同心助手 记一下', '张伟说的对，@助手！'])(
    'hears the call in %j and leaves it',
    (said) => {
      expect(readMention(said)).toEqual({ mentionsBot: true, text: said });
    },
  );

  it.each(['同心助手真好用', '今天同心协力', '@张伟 参加吗', '助手 帮助', '发到 a@助手席.cn', '', '我是助手'])(
    'hears no call in %j',
    (said) => {
      expect(readMention(said)).toEqual({ mentionsBot: false, text: said });
    },
  );
});
