import { describe, expect, it } from 'vitest';
import { levelOf } from '../../../src/features/submissions/adoption-level.ts';
import { readAdoption, recogniseAdoption } from '../../../src/features/submissions/read-adoption.ts';

describe('levelOf', () => {
  it.each([
    ['本会', 'own'],
    ['本支部', 'own'],
    ['支部', 'own'],
    ['市委会', 'own'],
    ['民进市委会', 'own'],
    ['民进吕梁市委', 'own'],
    ['市政协', 'city'],
    ['市委统战部', 'city'],
    ['市统战部', 'city'],
    ['市委', 'city'],
    ['市政府', 'city'],
    ['南京市政协', 'city'],
    ['省政协', 'province'],
    ['省委统战部', 'province'],
    ['江苏省政协', 'province'],
    ['民进省委会', 'province'],
    ['自治区政协', 'province'],
    ['上海市政协', 'province'],
    ['全国政协', 'national'],
    ['中央统战部', 'national'],
    ['民进中央', 'national'],
    ['农工党中央', 'national'],
    ['全 国 政 协', 'national'],
  ])('%s is %s', (adopter, level) => expect(levelOf(adopter)).toBe(level));

  it.each(['区政协', '街道办', '', '领导', '晚报'])('%j has to be asked', (adopter) =>
    expect(levelOf(adopter)).toBeNull(),
  );
});

describe('adoption news', () => {
  it.each([
    ['社-12 市政协', 12, '市政协'],
    ['社12，市政协采用了', 12, '市政协'],
    ['12 市政协', 12, '市政协'],
    ['市政协 社-12', 12, '市政协'],
    ['社-12被市政协', 12, '市政协'],
    ['社-12', 12, ''],
  ])('reads %j', (text, number, adopter) => expect(readAdoption(text)).toEqual({ number, adopter }));

  it.each(['', '市政协', `社-12 ${'很'.repeat(31)}`])('does not read %j', (text) =>
    expect(readAdoption(text)).toBeNull(),
  );

  it.each([
    '采用 社-12 市政协',
    '采用社-12 市政协',
    '社-12被市政协采用了',
    '社-12 被 市政协 采用',
    '市政协采用了社-12',
    '采纳社－１２市政协',
  ])('finds it in %j', (text) => {
    const found = recogniseAdoption(text);
    expect(found && readAdoption(found)).toEqual({ number: 12, adopter: '市政协' });
  });

  it.each([
    '采用什么办法好呢',
    '社区被市政协采用的多',
    '市政协采用了我们的意见',
    '这条采用得好',
    '采用了12个方案',
    '社会上被人采用',
  ])('leaves %j alone', (text) => expect(recogniseAdoption(text)).toBeNull());
});
