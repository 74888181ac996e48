import { describe, expect, it } from 'vitest';
import { plainTitle, titleFrom } from '../../../src/features/proposals/drafting/draft-title.ts';
import { packSources } from '../../../src/features/proposals/drafting/pack-sources.ts';
import { countCharacters } from '../../../src/lib/text.ts';

const sourcesOf = (...texts: string[]) =>
  texts.map((text, index) => ({ label: `社-${index + 1}`, text, at: new Date(index * 1_000) }));

describe('packSources', () => {
  it('takes every different text once, in the order they were said', () => {
    const packed = packSources(sourcesOf('路灯坏了没人修。', '路口积水。', '路灯坏了，没人修！'), 10_000);
    expect(packed.sources.map(({ label }) => label)).toEqual(['社-1', '社-2']);
    expect([...packed.duplicates]).toEqual(['社-3']);
    expect([...packed.noRoom]).toEqual([]);
  });

  it('fills no more than the room, with what is nearest to all, and accounts for the rest', () => {
    const texts = Array.from({ length: 40 }, (_, index) => `${index}号楼旁的搅拌站扬尘很大，居民开不了窗。`);
    const sources = sourcesOf(...texts, '完全另外的一件事：图书馆周末闭馆。');
    const packed = packSources(sources, 1_000);
    const taken = packed.sources.map(({ label }) => label);
    expect(packed.sources.reduce((sum, { text }) => sum + text.length + 60, 0)).toBeLessThanOrEqual(1_000);
    expect(taken.length).toBeGreaterThan(8);
    expect(taken).not.toContain('社-41');
    expect(new Set([...taken, ...packed.noRoom])).toEqual(new Set(sources.map(({ label }) => label)));
  });

  it('cuts a long text where a sentence ends', () => {
    const text = '路灯坏了没人修。'.repeat(400);
    const [source] = packSources(sourcesOf(text), 10_000).sources;
    expect(source?.text.length).toBeLessThanOrEqual(1_500);
    expect(source?.text.endsWith('。')).toBe(true);
    expect(text.startsWith(source?.text ?? '-')).toBe(true);
  });
});

describe('titles', () => {
  it.each(['搅拌站', '停车 电动车', '很长很长的一个词'.repeat(10), '“引号”'])(
    'from the words asked for: %s',
    (query) => {
      const title = plainTitle(query);
      expect(title).toMatch(/^关于“.+”问题的建议$/);
      expect(countCharacters(title)).toBeLessThanOrEqual(30);
    },
  );

  const sources = sourcesOf('柳林小区旁建了3座搅拌站，扬尘很大。');
  it.each([
    ['关于治理柳林小区搅拌站扬尘的建议', '关于治理柳林小区搅拌站扬尘的建议'],
    ['关于治理3座搅拌站扬尘的建议。', '关于治理3座搅拌站扬尘的建议'],
    ['关于治理5座搅拌站扬尘的建议', '关于“搅拌站”问题的建议'],
    ['搅拌站太吵', '关于“搅拌站”问题的建议'],
    [`关于${'搅拌站'.repeat(20)}的建议`, '关于“搅拌站”问题的建议'],
    ['', '关于“搅拌站”问题的建议'],
  ])('offered by a model: %s', (offered, expected) => {
    expect(titleFrom(offered, '搅拌站', sources)).toBe(expected);
  });
});
