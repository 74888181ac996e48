import { describe, expect, it } from 'vitest';
import { readAskedText } from '../../../src/features/submissions/read-asked-text.ts';
import { readLevel } from '../../../src/features/submissions/read-level.ts';
import { readAdopter, readReply } from '../../../src/features/submissions/read-reply.ts';
import { readWhichOne } from '../../../src/features/submissions/read-which-one.ts';

describe('readReply', () => {
  it.each(['撤回', '写错了', '发错了。', '撤销', '删掉吧', '这条不要了'.slice(2)])('%j takes back', (text) =>
    expect(readReply(text)).toEqual({ kind: 'takes_back' }),
  );

  it.each(['谢谢', '谢谢助手！', '好的', '收到', 'OK', '👍', '🙏🙏', '', '。'])('%j is courtesy', (text) =>
    expect(readReply(text)).toEqual({ kind: 'courtesy' }),
  );

  it.each([
    ['补充：下水道也堵了', '下水道也堵了', true],
    ['补充一下，下水道也堵了', '下水道也堵了', true],
    ['下水道也堵了', '下水道也堵了', false],
    ['写错了地点，应该是三号路', '写错了地点，应该是三号路', false],
    ['收到过两次投诉', '收到过两次投诉', false],
  ])('%j adds', (said, text, marked) => expect(readReply(said)).toEqual({ kind: 'adds', text, marked }));

  it.each(['社情民意：另一件事', '#社情民意 另一件事', '查看 社-3', '撤回社-3', '补充 社-3 内容', '采用 社-3 市政协'])(
    '%j goes its own way',
    (text) => expect(readReply(text)).toEqual({ kind: 'elsewhere' }),
  );
});

describe('readAdopter', () => {
  it.each(['采用 市政协', '采用：市政协', '市政协采用了', '被市政协采用', '已被市政协采纳。'])('%j', (text) =>
    expect(readAdopter(text)).toBe('市政协'),
  );
  it.each(['市政协很重视', '谢谢', ''])('not %j', (text) => expect(readAdopter(text)).toBeNull());
});

describe('readAskedText', () => {
  it.each(['图书馆周一不开门，建议错开', '老旧小区停车难'])('takes %j', (text) =>
    expect(readAskedText(text)).toEqual({ text }),
  );
  it.each([
    '',
    '好的',
    '+1',
    '参加学习会',
    '请假，出差去外地',
    '查看 社-12',
    '社情民意：另一件',
    '/help me please',
    '我的积分明细',
  ])('leaves %j', (text) => expect(readAskedText(text)).toBeNull());
  it('can be called off', () => expect(readAskedText('算了')).toBe('dropped'));
});

describe('readLevel', () => {
  it.each([
    ['1', 'own'],
    ['本会', 'own'],
    ['２', 'city'],
    ['市级', 'city'],
    ['第三个', 'province'],
    ['省里', 'province'],
    ['4', 'national'],
    ['全国', 'national'],
    ['算了', 'dropped'],
  ])('%j is %s', (text, level) => expect(readLevel(text)).toBe(level));
  it.each(['', '5', '0', '好的', '市里的同志说很好'])('not %j', (text) => expect(readLevel(text)).toBeNull());
});

describe('readWhichOne', () => {
  it('tells a place in the list from a label', () => {
    expect(readWhichOne('2')).toEqual({ place: 2 });
    expect(readWhichOne('社-12')).toEqual({ number: 12 });
    expect(readWhichOne('撤回社12')).toEqual({ number: 12 });
    expect(readWhichOne('算了')).toBe('dropped');
    expect(readWhichOne('第一条写得挺好')).toBeNull();
  });
});
