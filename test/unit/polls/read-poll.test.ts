import { describe, expect, it } from 'vitest';
import { readPoll } from '../../../src/features/polls/read-poll.ts';

/** Sunday, 22 November 2026, ten in the morning in Shanghai. */
const at = { now: new Date('2026-11-22T02:00:00Z'), zone: 'Asia/Shanghai' };
const read = (text: string) => readPoll(text, at);
const plan = (question: string, options: string[], more: object = {}) => ({
  plan: { question, options, several: false, closesAt: null, ...more },
  fault: null,
});

const days = ['周五下午', '周六上午', '都可以'];

describe('a poll in one line', () => {
  it.each([
    ['full-width strokes', '下次学习会放在哪天？周五下午／周六上午／都可以'],
    ['half-width strokes and spaces', '下次学习会放在哪天? 周五下午 / 周六上午 / 都可以'],
    ['bars', '下次学习会放在哪天？周五下午|周六上午|都可以'],
    ['semicolons', '下次学习会放在哪天？周五下午；周六上午；都可以。'],
    ['enumeration commas', '下次学习会放在哪天？周五下午、周六上午、都可以'],
    ['commas', '下次学习会放在哪天？周五下午，周六上午，都可以'],
    ['spaces', '下次学习会放在哪天？周五下午 周六上午 都可以'],
    ['numbers', '下次学习会放在哪天？1.周五下午 2.周六上午 3.都可以'],
    ['numbers with brackets and commas', '下次学习会放在哪天？1）周五下午，2）周六上午，3）都可以'],
    ['letters', '下次学习会放在哪天？A.周五下午 B.周六上午 C.都可以'],
    ['circles', '下次学习会放在哪天？①周五下午②周六上午③都可以'.replaceAll('②', ' ②').replaceAll('③', ' ③')],
  ])('with %s', (_, text) => {
    const question = /^(.*[?？])/.exec(text)?.[1] ?? '';
    expect(read(text)).toEqual(plan(question, days));
  });

  it('whose question ends with a colon or only with a space', () => {
    expect(read('下次学习会放在哪天：周五下午／周六上午／都可以')).toEqual(plan('下次学习会放在哪天', days));
    expect(read('学习会的日子 周五下午／周六上午／都可以')).toEqual(plan('学习会的日子', days));
  });

  it('keeps strokes between figures: they are dates', () => {
    expect(read('哪天？10/1、10/2、10/8')).toEqual(plan('哪天？', ['10/1', '10/2', '10/8']));
  });

  it('keeps times, which have colons', () => {
    expect(read('几点开始？9:00／14:30／19:00')).toEqual(plan('几点开始？', ['9:00', '14:30', '19:00']));
  });
});

describe('a poll of several lines', () => {
  it.each([
    ['plain', '周五下午\n周六上午\n都可以'],
    ['numbered', '1. 周五下午\n2. 周六上午\n3. 都可以'],
    ['numbered in Chinese', '一、周五下午\n二、周六上午\n三、都可以'],
    ['with brackets', '（1）周五下午\n（2）周六上午\n（3）都可以'],
    ['with circles and blank lines', '①周五下午\n\n②周六上午\n③都可以\n'],
    ['with dashes', '- 周五下午\n- 周六上午\n- 都可以'],
  ])('%s', (_, lines) => {
    expect(read(`下次学习会放在哪天？\n${lines}`)).toEqual(plan('下次学习会放在哪天？', days));
  });

  it('whose options stand in the second line', () => {
    expect(read('下次学习会放在哪天？\n周五下午／周六上午／都可以')).toEqual(plan('下次学习会放在哪天？', days));
  });

  it('keeps commas and strokes inside an option', () => {
    expect(read('去哪里调研？\n1. 城南/城北社区\n2. 水厂，含泵站')).toEqual(
      plan('去哪里调研？', ['城南/城北社区', '水厂，含泵站']),
    );
  });

  it('does not take a figure that belongs to the option for its number', () => {
    expect(read('捐多少？\n100元\n200元\n2.5万元')).toEqual(plan('捐多少？', ['100元', '200元', '2.5万元']));
  });
});

describe('what is said beside the question', () => {
  it('several may be chosen', () => {
    const expected = plan('去哪里调研？', ['水厂', '社区'], { several: true });
    expect(read('（可多选）去哪里调研？水厂／社区')).toEqual(expected);
    expect(read('去哪里调研？（多选）水厂／社区')).toEqual(expected);
    expect(read('去哪里调研？（单选）水厂／社区')).toEqual(plan('去哪里调研？', ['水厂', '社区']));
  });

  it.each([
    ['下次学习会放在哪天？周五下午／周六上午／都可以，周四中午截止', '2026-11-26T04:00:00Z'],
    ['下次学习会放在哪天？周五下午／周六上午／都可以（周四中午前截止）', '2026-11-26T04:00:00Z'],
    ['下次学习会放在哪天？\n周五下午\n周六上午\n都可以\n周四中午截止', '2026-11-26T04:00:00Z'],
    ['下次学习会放在哪天？\n周五下午\n周六上午\n都可以\n投票截止：11月26日下午五点', '2026-11-26T09:00:00Z'],
    ['下次学习会放在哪天？周五下午／周六上午／都可以。明天截止', '2026-11-23T15:59:00Z'],
  ])('the end of %s', (text, closes) => {
    expect(read(text)).toEqual(plan('下次学习会放在哪天？', days, { closesAt: new Date(closes) }));
  });

  it('an end that is not sure, or past, is asked about', () => {
    expect(read('哪天？周五／周六，尽快截止')).toEqual({ plan: null, fault: 'deadline', said: '尽快' });
    expect(read('哪天？周五／周六，昨天中午截止')).toMatchObject({ fault: 'deadline', said: '昨天中午' });
    expect(read('哪天？周五／周六，2月30日截止')).toMatchObject({ fault: 'deadline', said: '2月30日' });
  });
});

describe('faults', () => {
  it('a text too long for any poll is none, and costs nothing to find out', () => {
    expect(read(`a${' '.repeat(100_000)}b`)).toMatchObject({ fault: 'no_options' });
    expect(read(`a？${'x／'.repeat(50_000)}`)).toMatchObject({ fault: 'no_options' });
    expect(read(`a？b${' '.repeat(1_900)}c`)).toEqual(plan('a？', ['b', 'c']));
  });

  it.each([
    ['', 'no_options'],
    ['下次学习会放在哪天？', 'no_options'],
    ['下次学习会放在哪天？周五', 'no_options'],
    ['大家觉得呢', 'no_options'],
    ['周五／周六', 'no_options'],
    ['几号？1号／2号／3号／4号／5号／6号／7号／8号／9号／10号／11号', 'too_many'],
    ['哪天？周五／周六／周 五', 'twins'],
    [`${'长'.repeat(201)}？周五／周六`, 'long_question'],
    [`哪天？周五／${'长'.repeat(101)}`, 'long_option'],
  ])('%s: %s', (text, fault) => {
    expect(read(text)).toMatchObject({ plan: null, fault });
  });
});
