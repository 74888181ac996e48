import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '../../../src/chat/command.ts';
import { readCommand, suggestWord } from '../../../src/chat/read-command.ts';

const command = (
  words: [string, ...string[]],
  match: 'whole' | 'prefix' | 'glued',
  alias: string,
  args: z.ZodType = z.string(),
) =>
  defineCommand({
    name: alias,
    words,
    alias,
    who: 'anyone',
    match,
    args,
    help: () => '',
    usage: () => '',
    async handle() {},
  });

const commands = [
  command(['社情民意', '提交社情民意'], 'prefix', 'submit'),
  command(['我的积分', '积分'], 'whole', 'points'),
  command(['查看'], 'glued', 'view', z.string().regex(/^(社-)?\d+$/)),
  command(['出稿'], 'prefix', 'draft'),
];

const read = (text: string, lenient = false) => {
  const match = readCommand(commands, text, lenient);
  return match && [match.command.alias, match.rest];
};

describe('a command said plainly', () => {
  it.each([
    ['社情民意：路灯坏了', ['submit', '路灯坏了']],
    ['社情民意:路灯坏了', ['submit', '路灯坏了']],
    ['社情民意 路灯坏了', ['submit', '路灯坏了']],
    ['#社情民意 路灯坏了', ['submit', '路灯坏了']],
    ['＃社情民意　路灯坏了', ['submit', '路灯坏了']],
    ['【社情民意】路灯坏了', ['submit', '路灯坏了']],
    ['社情民意：\n一、问题\n二、建议', ['submit', '一、问题\n二、建议']],
    ['社情民意', ['submit', '']],
    ['我的积分', ['points', '']],
    [' 我的积分 ', ['points', '']],
    ['查看社-12', ['view', '社-12']],
    ['查看 12', ['view', '12']],
    ['出稿　垃圾分类', ['draft', '垃圾分类']],
    ['/submit 路灯坏了', ['submit', '路灯坏了']],
    ['/POINTS', ['points', '']],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));

  it.each([
    '昨天说的社情民意写得不错',
    '社情民意写得不错',
    '积分怎么这么少',
    '查看了现场',
    '出稿了吗',
    '',
    '。',
    '/nothing',
    '我的 积分 榜',
  ])('%j is none', (text) => expect(read(text)).toBeNull());

  it('is read more freely when the bot is addressed', () => {
    expect(read('社情民意路灯坏了', true)).toEqual(['submit', '路灯坏了']);
    expect(read('出稿垃圾分类', true)).toEqual(['draft', '垃圾分类']);
  });
});

describe('a word that is nearly one', () => {
  it.each([
    ['我的机分', '我的积分'],
    ['查着', '查看'],
    ['/submt', null],
    ['今天天气不错', null],
  ])('%j suggests %j', (text, word) => expect(suggestWord(commands, text)).toBe(word));
});
