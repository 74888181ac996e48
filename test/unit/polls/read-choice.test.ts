import { describe, expect, it } from 'vitest';
import { readChoice } from '../../../src/features/polls/read-choice.ts';

const options = ['周五下午', '周六上午', '都可以'];
const single = { options, several: false, quoted: false, speaker: '张伟' };
const quoting = { ...single, quoted: true };
const several = { ...quoting, several: true };

describe('a choice in words', () => {
  it.each([
    ['选周五下午', [0]],
    ['我选周六上午。', [1]],
    ['投 都可以', [2]],
    ['选周五', [0]],
    ['选2', [1]],
    ['投第三个', [2]],
    ['选B', [1]],
    ['张伟：选周五下午', [0]],
    ['选：周五', [0]],
  ])('%s counts without quoting', (text, chosen) => {
    expect(readChoice(text, single)).toEqual({ options: chosen });
  });

  it.each([
    ['1', [0]],
    ['２', [1]],
    ['三', [2]],
    ['周五下午', [0]],
    ['周六', [1]],
    ['都可以！', [2]],
    ['不投了', []],
  ])('%s counts only where the question is quoted or in private', (text, chosen) => {
    expect(readChoice(text, quoting)).toEqual({ options: chosen });
    expect(readChoice(text, single)).toBeNull();
  });

  it.each([
    '选周日',
    '选4',
    '选0',
    '选',
    '周',
    '午',
    '这个安排不错',
    '周五下午我要开会',
    '选周五还是周六好呢',
    '+1',
    '',
    '11月选举的事',
  ])('%s is none', (text) => {
    expect(readChoice(text, quoting)).toBeNull();
  });

  it('that fits two options is none', () => {
    expect(readChoice('选上午', { ...quoting, options: ['周五上午', '周六上午'] })).toBeNull();
  });

  it('an option that is a number goes before the number of an option', () => {
    expect(readChoice('2', { ...quoting, options: ['3', '2', '1'] })).toEqual({ options: [1] });
  });

  it.each([
    ['1和3', [0, 2]],
    ['3、1', [0, 2]],
    ['选周五，都可以', [0, 2]],
    ['选1 选2', [0, 1]],
    ['1 1', [0]],
    ['都可以', [2]],
  ])('%s where several may be chosen', (text, chosen) => {
    expect(readChoice(text, several)).toEqual({ options: chosen });
  });

  it('several where one may be chosen is none', () => {
    expect(readChoice('1和3', quoting)).toBeNull();
    expect(readChoice('1和9', several)).toBeNull();
  });
});
