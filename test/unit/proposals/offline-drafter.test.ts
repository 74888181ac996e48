import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceText } from '../../../src/features/proposals/drafting/drafted-proposal.ts';
import { draftOffline } from '../../../src/features/proposals/drafting/offline-drafter.ts';
import { readSentences } from '../../../src/features/proposals/drafting/sentences.ts';
import { verifyClause } from '../../../src/features/proposals/verifying/verify-clause.ts';

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const sourcesOf = (...texts: string[]): SourceText[] =>
  texts.map((text, index) => ({ label: `社-${index + 1}`, text, at: day(index + 1) }));
const textsOf = (draft: ReturnType<typeof draftOffline>, section: string) =>
  draft.clauses.filter((clause) => clause.section === section).map(({ text }) => text);

const story = sourcesOf(
  '柳林小区旁建了搅拌站，每天有二十多辆车进出，扬尘很大。由于没有冲洗设备，路面全是泥。建议尽快加装喷淋和围挡。',
  '搅拌站夜里两点还在作业，老人睡不着觉。希望限定夜间作业时间。',
  '柳林小区旁建了搅拌站，每天有20多辆车进出，扬尘很大！',
);

const shortReports = sourcesOf(
  '菜场门口的盲道被电动车占了，建议划停车框\n每天早市最严重',
  '中山路盲道上停满共享单车，因为没有停车区，希望城管来管管',
  '盲道砖破了好几块，老人摔过跤',
);

describe('draftOffline', () => {
  it('puts sentences where their cue words belong', () => {
    const draft = draftOffline('搅拌站', story);
    expect(draft.title).toBe('关于“搅拌站”问题的建议');
    expect(textsOf(draft, 'matter')).toEqual(['柳林小区旁建了搅拌站，每天有二十多辆车进出，扬尘很大。']);
    expect(textsOf(draft, 'situation')).toEqual(['搅拌站夜里两点还在作业，老人睡不着觉。']);
    expect(textsOf(draft, 'cause')).toEqual(['由于没有冲洗设备，路面全是泥。']);
    expect(textsOf(draft, 'suggestion')).toEqual(['建议尽快加装喷淋和围挡。', '希望限定夜间作业时间。']);
  });

  it('says once what several say, with all of them as sources', () => {
    const draft = draftOffline('搅拌站', story);
    expect(draft.clauses[0]?.cites).toEqual(['社-1', '社-3']);
    expect(Object.fromEntries(draft.outcomes)).toEqual({ '社-1': 'cited', '社-2': 'cited', '社-3': 'cited' });
  });

  it('does not put two reports together that differ in a figure', () => {
    const draft = draftOffline(
      '投诉',
      sourcesOf('我们为搅拌站扬尘已经投诉了20次。', '我们为搅拌站扬尘已经投诉了30次。'),
    );
    expect(draft.clauses.map(({ cites }) => cites)).toEqual([['社-1'], ['社-2']]);
  });

  it('follows the headings of an author', () => {
    const text =
      '一、存在问题\n路口没有红绿灯，孩子过街危险。\n二、原因分析\n规划时漏掉了该路口。\n三、建议：\n1.增设红绿灯和斑马线。';
    const draft = draftOffline('路口', sourcesOf(text));
    expect(textsOf(draft, 'situation')).toEqual(['路口没有红绿灯，孩子过街危险。']);
    expect(textsOf(draft, 'cause')).toEqual(['规划时漏掉了该路口。']);
    expect(textsOf(draft, 'suggestion')).toEqual(['增设红绿灯和斑马线。']);
  });

  it('parts short reports where they turn to a wish or a reason', () => {
    const draft = draftOffline('盲道', shortReports);
    expect(textsOf(draft, 'matter')).toEqual(['中山路盲道上停满共享单车']);
    expect(textsOf(draft, 'situation')).toEqual([
      '菜场门口的盲道被电动车占了',
      '每天早市最严重',
      '盲道砖破了好几块，老人摔过跤',
    ]);
    expect(textsOf(draft, 'cause')).toEqual(['因为没有停车区']);
    expect(textsOf(draft, 'suggestion')).toEqual(['建议划停车框', '希望城管来管管']);
  });

  it('says what was added right after the report it belongs to, also where another report speaks for it', () => {
    const draft = draftOffline(
      '盲道',
      sourcesOf(
        '盲道砖破了好几块，老人摔过跤',
        '菜场门口的盲道被电动车占了',
        '菜场门口盲道被电动车占了\n每天早市最严重',
        '中山路盲道上停满共享单车',
      ),
    );
    const situation = draft.clauses.filter(({ section }) => section === 'situation');
    expect(situation.map(({ cites }) => cites)).toEqual([['社-3', '社-2'], ['社-3'], expect.any(Array)]);
    expect(situation[1]?.text).toBe('每天早市最严重');
  });

  it('makes one clause of a complaint in the words of two, which says no more than both do', () => {
    const draft = draftOffline(
      '搅拌站',
      sourcesOf('投诉A2区丽发新城附近建搅拌站噪音扰民', '投诉丽发新城小区附近违建搅拌站噪音扰民'),
    );
    expect(draft.clauses).toEqual([
      { section: 'situation', text: '投诉丽发新城小区附近违建搅拌站噪音扰民', cites: ['社-2', '社-1'] },
    ]);
  });

  it.each([
    ['东街路灯坏了没人修', '西街路灯坏了没人修'],
    ['柳林小区的垃圾没人清', '阳光小区的垃圾没人清'],
    ['河边栏杆已经修好了', '河边栏杆还没修好'],
    ['A2区的路灯都坏了', 'A3区的路灯都坏了'],
  ])('keeps apart what is of two places or denied: %s / %s', (one, other) => {
    expect(draftOffline('投诉', sourcesOf(one, other)).clauses.map(({ cites }) => cites)).toHaveLength(2);
  });

  it('leaves a part empty that nobody spoke about', () => {
    expect(textsOf(draftOffline('路灯', sourcesOf('东街的路灯坏了三盏。')), 'cause')).toEqual([]);
  });

  it('gives an account of every source', () => {
    const many = sourcesOf(
      ...Array.from({ length: 30 }, (_, index) => `第${index + 1}个路口积水，行人没法走路${index}。`),
      '。。。',
      '',
    );
    const { outcomes, clauses } = draftOffline('积水', many);
    expect([...outcomes.keys()]).toEqual(many.map(({ label }) => label));
    expect([...outcomes.values()].filter((outcome) => outcome === 'cited')).toHaveLength(clauses.length);
    expect(outcomes.get('社-31')).toBe('no_sentence');
    expect(clauses.length).toBeLessThanOrEqual(8);
  });

  it('only ever says what a cited source says, word for word', () => {
    const piece = constantFrom(
      '搅拌站扬尘',
      '，',
      '。',
      '！',
      '；',
      '\n',
      '由于',
      '建议',
      '希望',
      '300户',
      '三百户',
      '2021年3月',
      '“太吵了”',
      '“',
      '《条例》',
      '30%',
      '1.',
      '二、',
      ' ',
      '联系〔手机号〕',
      'A2区',
      '因为',
      '主要原因是',
      '我们希望',
      '请',
      '路灯坏了',
    );
    const text = array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    assert(
      property(array(text, { maxLength: 6 }), string({ maxLength: 8 }), (texts, query) => {
        const sources = sourcesOf(...texts);
        const known = new Map(sources.map((source) => [source.label, source.text]));
        for (const clause of draftOffline(query, sources).clauses) {
          expect(known.get(clause.cites[0] ?? '')).toContain(clause.text);
          expect(verifyClause(clause, known)).toBeNull();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is quick on 200 reports of 2,000 characters', () => {
    const words =
      '搅拌站扬尘噪声居民小区道路车辆夜间施工建议希望由于没有监管环保部门处理尽快解决投诉影响老人孩子健康睡眠';
    let seed = 7;
    const letter = () => words[(seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % words.length] ?? '。';
    const texts = Array.from({ length: 200 }, () =>
      Array.from({ length: 2_000 }, (_, index) => (index % 35 === 34 ? '。' : letter())).join(''),
    );
    const started = performance.now();
    expect(draftOffline('搅拌站', sourcesOf(...texts)).clauses.length).toBeGreaterThan(8);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

describe('readSentences', () => {
  it.each([
    ['尊敬的领导：您好！路灯坏了很久没人修。', ['路灯坏了很久没人修。']],
    ['他说：“路灯坏了很久。”没有人来修理它。', ['他说：“路灯坏了很久。”', '没有人来修理它。']],
    ['路灯坏了很久，建议换新的', ['路灯坏了很久', '建议换新的']],
    ['路灯坏了很久 我们希望换新的', ['路灯坏了很久', '我们希望换新的']],
    ['路灯坏了很久，主要是因为线路老化，恳请更换线路', ['路灯坏了很久', '主要是因为线路老化', '恳请更换线路']],
    ['太吵了，建议管管', ['太吵了，建议管管']],
    ['建议换成新灯，请电力公司来办', ['建议换成新灯，请电力公司来办']],
    ['他说“路灯坏了很久，请换新的”', ['他说“路灯坏了很久，请换新的”']],
    ['三、建议\n路灯坏了很久，因为线路老化', ['路灯坏了很久，因为线路老化']],
    ['路灯坏了很久，应急电话没人接', ['路灯坏了很久，应急电话没人接']],
    ['东街的路灯坏了\n东街的路灯坏了一个月，没人修。', ['东街的路灯坏了一个月，没人修。']],
    [
      '投诉东街路灯坏了！\n我家门口的路灯坏了一个月，天黑了什么都看不见，老人走路很怕。',
      ['我家门口的路灯坏了一个月，天黑了什么都看不见，老人走路很怕。'],
    ],
    ['关于更换路灯的建议\n老人夜里看不清路。', ['老人夜里看不清路。']],
    ['菜场门口的盲道被占\n每天早市最严重', ['菜场门口的盲道被占', '每天早市最严重']],
    ['路灯不亮', ['路灯不亮']],
    ['好。', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(readSentences(text).map((sentence) => sentence.text)).toEqual(expected);
  });

  it('parts what is too long at commas and leaves out what has none', () => {
    const long = Array.from({ length: 40 }, (_, index) => `路灯坏了第${index}处`).join('，');
    const parts = readSentences(long);
    expect(parts.map(({ text }) => text).join('')).toBe(long);
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThanOrEqual(160);
    expect(readSentences('路'.repeat(1_000))).toEqual([]);
  });
});
