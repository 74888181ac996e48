import { expect, test } from 'vitest';
import { readNamedReport, readReportFor } from '../../../src/features/submissions/read-report-for.ts';

test.each([
  ['代报 张三：社情民意 路灯坏了', { author: '张三', kind: 'info', text: '路灯坏了' }],
  ['代报张三：社情民意：路灯坏了\n建议修', { author: '张三', kind: 'info', text: '路灯坏了\n建议修' }],
  ['代报 张三 金点子：夜校', { author: '张三', kind: 'idea', text: '夜校' }],
  ['代报 张三 反映：路灯坏了', { author: '张三', kind: 'info', text: '路灯坏了' }],
  ['转张三反映：路灯坏了', { author: '张三', kind: 'info', text: '路灯坏了' }],
  ['转张三同志反映：路灯坏了', { author: '张三', kind: 'info', text: '路灯坏了' }],
  ['转 张三的社情民意：路灯坏了', { author: '张三', kind: 'info', text: '路灯坏了' }],
])('%j', (text, report) => {
  expect(readReportFor(text)).toEqual(report);
});

test.each([
  '代报 张三 参加',
  '代报 张三：社情民意',
  '转发：大家看看',
  '转张三反映',
  '张三反映：路灯坏了',
  '转一下通知：明天开会',
  '代报',
])('nothing for another: %j', (text) => {
  expect(readReportFor(text)).toBeNull();
});

test('after the words of the command', () => {
  expect(readNamedReport('张三：路灯坏了')).toEqual({ author: '张三', kind: 'info', text: '路灯坏了' });
  expect(readNamedReport('张三')).toBeNull();
});

test('a hostile text is read without throwing', () => {
  for (const text of [`代报 ${'：'.repeat(100_000)}`, `转${' '.repeat(100_000)}`, '转反映'.repeat(30_000)]) {
    expect(() => readReportFor(text)).not.toThrow();
  }
});
