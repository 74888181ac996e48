import { describe, expect, it } from 'vitest';
import { readCall } from '../../../adapters/wechat/reading/read-call.ts';

const names = ['会务小陈', '小 同'];
const read = (text: string, isMentioned = false) => readCall(text, { names, isMentioned });

describe('a call of the bot in WeChat', () => {
  it.each([
    ['@会务小陈\u2005名单', '名单'],
    ['@会务小陈 名单', '名单'],
    ['@会务小陈，名单', '名单'],
    ['＠会务小陈\n名单', '名单'],
    ['@小 同\u2005名单', '名单'],
    ['@小 同 名单', '名单'],
    ['@会务小陈\u2005', ''],
    ['@会务小陈', ''],
    ['@助手 名单', '名单'],
    ['同心助手，名单', '名单'],
    ['@同心助手\u2005 名单', '名单'],
  ])('is heard and taken off: %j', (said, text) => {
    expect(read(said)).toEqual({ mentionsBot: true, text });
  });

  it.each([
    ['请 @会务小陈\u2005 记一下', '请 @会务小陈  记一下'],
    ['这件事 @小 同', '这件事 @小 同'],
    ['@李四\u2005@会务小陈\u2005看一下', '@李四 @会务小陈 看一下'],
  ])('is heard where it stands: %j', (said, text) => {
    expect(read(said)).toEqual({ mentionsBot: true, text });
  });

  it.each([
    ['@会务小陈陈\u2005名单', '@会务小陈陈 名单'],
    ['@助手小王\u2005名单', '@助手小王 名单'],
    ['@会务小陈明 名单', '@会务小陈明 名单'],
    ['会务小陈说了算', '会务小陈说了算'],
    ['@李四\u2005同心助手好用', '@李四 同心助手好用'],
    ['发到 a@b.cn', '发到 a@b.cn'],
  ])('is not heard in %j', (said, text) => {
    expect(read(said)).toEqual({ mentionsBot: false, text });
  });

  it('is heard under a name that only the puppet knows, unless everybody is meant', () => {
    expect(read('@老 助手\u2005名单', true)).toEqual({ mentionsBot: true, text: '名单' });
    expect(read('@所有人\u2005开会', true)).toEqual({ mentionsBot: true, text: '@所有人 开会' });
    expect(read('@李四\u2005@老 助手\u2005名单', true)).toEqual({ mentionsBot: true, text: '@李四 @老 助手 名单' });
  });

  it('takes a name as it is, whatever signs it holds', () => {
    expect(readCall('@(a+)+$\u2005名单', { names: ['(a+)+$'], isMentioned: false }).text).toBe('名单');
    expect(readCall('@名单 帮助', { names: [''], isMentioned: false }).mentionsBot).toBe(false);
  });
});
