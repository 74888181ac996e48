import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer, type Answer } from '../../../src/features/activities/read-answer.ts';

const joined = (guests = 0, note = ''): Answer => ({ state: 'joined', guests, note });
const leave = (note = ''): Answer => ({ state: 'on_leave', guests: 0, note });
const tentative: Answer = { state: 'tentative', guests: 0, note: '' };
const none: Answer = { state: 'none', guests: 0, note: '' };
const acknowledged: Answer = { state: 'acknowledged', guests: 0, note: '' };

const rows: readonly (readonly [string, Answer | null])[] = [
  // Joining
  ['参加', joined()],
  ['报名', joined()],
  ['我来', joined()],
  ['我参加', joined()],
  ['我报名', joined()],
  ['+1', joined()],
  ['＋１', joined()],
  ['我+1', joined()],
  ['加一', joined()],
  ['算我一个', joined()],
  ['算我一个！', joined()],
  ['加我一个', joined()],
  ['我也参加', joined()],
  ['我一定参加', joined()],
  ['准时参加', joined()],
  ['可以参加', joined()],
  ['能参加', joined()],
  ['我能来', joined()],
  ['会到', joined()],
  ['我报个名', joined()],
  ['报名参加', joined()],
  ['参加！', joined()],
  ['参加的', joined()],
  ['参 加', null],
  ['收到，参加', joined()],
  ['收到参加', joined()],
  ['好的，我参加', joined()],
  ['收到，谢谢，参加', joined()],
  ['周五的学习会我参加', joined()],
  ['下周五学习会我参加', joined()],
  ['我参加学习会', joined()],
  ['参加活动', joined()],
  ['参加，谢谢秘书', joined()],
  ['参加👍', joined()],
  ['参加 👍', joined()],
  ['我想参加', joined()],
  ['取消请假，我参加', joined()],
  ['请假，哦不，参加', null],
  ['参加，晚到20分钟', joined(0, '晚到20分钟')],
  ['参加，线上', joined(0, '线上')],
  ['参加，可能晚到', joined(0, '可能晚到')],
  ['陈秘书好，我参加', joined()],
  ['应该能参加', joined()],
  ['可以来', joined()],
  ['没问题，我参加', joined()],
  ['线上参加', joined(0, '线上参加')],
  ['参加，但要晚到半小时', joined(0, '但要晚到半小时')],
  ['参加(晚到)', joined(0, '晚到')],
  ['老师们好，我参加', joined()],
  // With others
  ['参加，我带爱人', joined(1)],
  ['带家属参加', joined(1)],
  ['参加（带孩子）', joined(1)],
  ['报名2人', joined(1)],
  ['报名12人', joined(11)],
  ['报名两人', joined(1)],
  ['报名一人', joined()],
  ['报名十二人', joined(11)],
  ['参加2人', joined(1)],
  ['两人参加', joined(1)],
  ['我家3人参加', null],
  ['带两人', joined(2)],
  ['带两人参加', joined(2)],
  ['参加，带两人', joined(2)],
  ['我参加，带1位家属', joined(1)],
  ['我参加，另外带一个朋友', joined(1)],
  ['我报名，多带一人', joined(1)],
  ['我和老李都去', joined(1)],
  ['我和爱人参加', joined(1)],
  ['我和老王、老李一起参加', joined(2)],
  ['我们俩都参加', joined(1)],
  ['我们三个都参加', joined(2)],
  ['我+1人', joined(1)],
  ['+2', joined(1)],
  ['+3人', joined(2)],
  ['报名0人', null],
  ['报名99人', null],
  // Leave, and negation before the word
  ['请假', leave()],
  ['我请假', leave()],
  ['请个假', leave()],
  ['请假一次', leave()],
  ['下周四请假一次。', leave()],
  ['申请请假', leave()],
  ['想请假', leave()],
  ['请假了', leave()],
  ['去不了', leave()],
  ['我去不了了', leave()],
  ['来不了', leave()],
  ['来不了了', leave()],
  ['参加不了', leave()],
  ['不参加', leave()],
  ['不参加了', leave()],
  ['我不参加了', leave()],
  ['不能参加', leave()],
  ['不来了', leave()],
  ['无法参加', leave()],
  ['没空', leave()],
  ['周五的学习会我参加不了', leave()],
  ['收到，请假', leave()],
  ['收到请假', leave()],
  ['参加，哦请假', leave()],
  ['请假，出差', leave('出差')],
  ['请假出差', leave('出差')],
  ['请假：出差', leave('出差')],
  ['请假 感冒', leave('感冒')],
  ['我请假，孩子发烧', leave('孩子发烧')],
  ['收到，请假，在外地出差', leave('在外地出差')],
  ['抱歉，请假，家里有事', leave('家里有事')],
  ['不好意思去不了，单位加班', leave('单位加班')],
  ['在外地出差，去不了', leave('在外地出差')],
  ['孩子发烧去不了', leave('孩子发烧')],
  ['因病请假', leave('病')],
  ['我因出差请假', leave('出差')],
  ['我想参加，但是出差去不了', leave('出差')],
  ['请假，下次参加', leave('下次参加')],
  ['今天下雨，不去了', leave('今天下雨')],
  ['请假，望批准', leave()],
  ['老师好，我请假', leave()],
  ['高烧，请假', leave('高烧')],
  ['那天要上班，请假', leave('那天要上班')],
  // Undecided
  ['先待定', tentative],
  ['待定', tentative],
  ['看情况', tentative],
  ['看情况，尽量', tentative],
  ['尽量', tentative],
  ['尽量参加', tentative],
  ['我尽量来', tentative],
  ['争取参加', tentative],
  ['不一定', tentative],
  ['可能参加不了', tentative],
  ['还没定', tentative],
  ['收到，看情况', tentative],
  // Taking it back
  ['取消', none],
  ['我取消', none],
  ['取消报名', none],
  ['取消请假', none],
  ['撤销', none],
  ['退出', none],
  ['写错了', none],
  ['报错了', none],
  ['不报了', none],
  // Read, no more
  ['收到', acknowledged],
  ['收到！', acknowledged],
  ['收到，谢谢', acknowledged],
  ['已收到', acknowledged],
  ['好的', acknowledged],
  ['好的收到', acknowledged],
  ['明白', acknowledged],
  ['明白了', acknowledged],
  ['OK', acknowledged],
  ['ok', acknowledged],
  ['已阅', acknowledged],
  ['👍', acknowledged],
  ['1', acknowledged],
  ['[OK]', acknowledged],
  // Questions
  ['能不能带家属参加吗？', null],
  ['能带家属参加吗？', null],
  ['可以参加吗', null],
  ['几点集合？', null],
  ['几点集合？在哪儿？', null],
  ['谁参加', null],
  ['参加?', null],
  ['还能报名吗', null],
  ['请假找谁', null],
  ['怎么报名', null],
  ['参加的有哪些人', null],
  // Talk that merely holds the words
  ['请假的同志补交心得', null],
  ['昨天的活动参加的人真多', null],
  ['老李请假了', null],
  ['他去不了', null],
  ['张三参加', null],
  ['王海涛 请假', null],
  ['请假：王海涛', null],
  ['我代李芳报名', null],
  ['报名 张伟', null],
  ['+1+1', null],
  ['老王说他请假，我参加', null],
  ['请大家积极报名', null],
  ['报名的同志请准时到', null],
  ['参加活动要带身份证', null],
  ['不请假', null],
  ['不用请假', null],
  ['今天天气真好', null],
  ['我去', null],
  ['+1 小明', null],
  ['+1 +3 +5', null],
  ['幫報 3 小明', null],
  ['退出 2 小明', null],
  ['我不去3/10了', null],
  ['已学习', null],
  ['补签：上周五的学习会我参加了', null],
  ['积分不对，20号的主题党日没算', null],
  ['社情民意：参加', null],
  ['我来说两句', null],
  ['来，大家看这里', null],
  ['我参加工作三十年了，见过不少这样的事情，垃圾分类不是一天两天能做好的', null],
  ['', null],
  ['   ', null],
  ['，。！', null],
  ['1. 张三', null],
  ['#接龙\n1. 张三\n2. 李四', null],
];

describe('answers to an open activity', () => {
  test.each(rows)('%j', (text, expected) => {
    expect(readAnswer(text)).toEqual(expected);
  });

  test('the table is as wide as the field', () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
  });

  test.each([
    ['1', joined()],
    ['2', leave()],
    ['3', tentative],
    ['4', null],
    ['１', joined()],
    ['2。', leave()],
  ] as const)('the number %j where numbers stand for buttons', (text, expected) => {
    expect(readAnswer(text, { numbers: true })).toEqual(expected);
  });

  test.each([
    ['张伟参加', joined()],
    ['参加 张伟', joined()],
    ['张伟，请假，出差', leave('出差')],
    ['请假张伟', leave()],
    ['张伟', null],
    ['李芳参加', null],
    ['李芳 请假', null],
  ] as const)('signed with the own name: %j', (text, expected) => {
    expect(readAnswer(text, { speaker: '张伟' })).toEqual(expected);
  });

  test('never throws, and never reads a long text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const answer = readAnswer(text);
        expect(text.length > 120 && answer !== null).toBe(false);
      }),
    );
  });

  test('any mixture of the words themselves is read the same way twice and keeps guests in bounds', () => {
    const word = fc.constantFrom(
      '参加',
      '请假',
      '不',
      '+1',
      '带',
      '两',
      '人',
      '，',
      ' ',
      '收到',
      '了',
      '我',
      '取消',
      '吗',
      '12',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const answer = readAnswer(words.join(''));
        expect(readAnswer(words.join(''))).toEqual(answer);
        expect(answer?.guests ?? 0).toBeGreaterThanOrEqual(0);
        expect(answer?.guests ?? 0).toBeLessThanOrEqual(50);
      }),
    );
  });

  test('a question mark silences every answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rows.map(([text]) => text)), (text) => {
        expect(readAnswer(`${text}？`)).toBeNull();
      }),
    );
  });
});
