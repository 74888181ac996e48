import { describe, expect, it } from 'vitest';
import { asksAboutForm, isMatter, readSubmission } from '../../../src/features/submissions/read-submission.ts';

describe('readSubmission', () => {
  it.each([
    ['社情民意：小区门口的路灯坏了', 'info', '小区门口的路灯坏了'],
    ['社情民意:小区门口的路灯坏了', 'info', '小区门口的路灯坏了'],
    ['社情民意 小区门口的路灯坏了', 'info', '小区门口的路灯坏了'],
    ['社情民意\n小区门口的路灯坏了', 'info', '小区门口的路灯坏了'],
    ['社情民意信息：老旧电梯', 'info', '老旧电梯'],
    ['社情民意 ：老旧电梯', 'info', '老旧电梯'],
    ['#社情民意 老旧电梯', 'info', '老旧电梯'],
    ['＃社情民意　老旧电梯', 'info', '老旧电梯'],
    ['#社情民意# 老旧电梯', 'info', '老旧电梯'],
    ['#社情民意：老旧电梯', 'info', '老旧电梯'],
    ['【社情民意】老旧电梯', 'info', '老旧电梯'],
    ['【社情民意信息】：老旧电梯', 'info', '老旧电梯'],
    ['[社情民意] 老旧电梯', 'info', '老旧电梯'],
    ['提交社情民意 老旧电梯', 'info', '老旧电梯'],
    ['我要反映一条社情民意：老旧电梯', 'info', '老旧电梯'],
    ['  社情民意：老旧电梯', 'info', '老旧电梯'],
    ['\u200B社情民意：老旧电梯', 'info', '老旧电梯'],
    ['社情民意：', 'info', ''],
    ['社情民意', 'info', ''],
    ['社情民意：短', 'info', '短'],
    ['社情民意：第一段\n\n第二段 Ａ  Ｂ\t𠮷👨‍👩‍👧', 'info', '第一段\n\n第二段 Ａ  Ｂ\t𠮷👨‍👩‍👧'],
    ['金点子：共享雨伞', 'idea', '共享雨伞'],
    ['#金点子 共享雨伞', 'idea', '共享雨伞'],
    ['【金点子】共享雨伞', 'idea', '共享雨伞'],
    ['提个金点子：共享雨伞', 'idea', '共享雨伞'],
  ])('takes %j', (said, kind, text) => {
    expect(readSubmission(said)).toEqual({ kind, text });
  });

  it.each([
    '昨天说的社情民意写得不错',
    '社情民意写得不错',
    '社情民意信息员下午开会',
    '社情民意，大家要多写',
    '《社情民意》这一期收到了',
    '#社情民意写作培训 周五开始',
    '大家看看这条社情民意：路灯坏了',
    '我昨天写了社情民意：路灯坏了',
    '他的金点子真多',
    '金点子大赛 报名开始',
    '反映一下路灯的事',
    '',
    '   ',
  ])('leaves %j alone', (said) => {
    expect(readSubmission(said)).toBeNull();
  });

  it('reads 100,000 characters without delay', () => {
    const body = '路'.repeat(100_000);
    expect(readSubmission(`社情民意：${body}`)?.text).toHaveLength(100_000);
    expect(readSubmission(`${' '.repeat(100_000)}别的`)).toBeNull();
  });
});

describe('asksAboutForm', () => {
  it.each(['怎么写？', '怎么报', '有什么要求', '是什么', '如何提交呢？', '格式'])('%j is a question', (text) => {
    expect(asksAboutForm(text)).toBe(true);
  });

  it.each(['怎么停车是个大问题。\n小区没有车位', '如何解决老旧小区停车难的问题，建议分时共享', '路灯坏了'])(
    '%j is a matter',
    (text) => {
      expect(asksAboutForm(text)).toBe(false);
    },
  );
});

describe('isMatter', () => {
  it.each(['路灯坏了', '一下小区噪音', '：下水道堵了'])('%j', (text) => expect(isMatter(text)).toBe(true));
  it.each(['了大家的心声', '出不少问题', '怎么用？'])('not %j', (text) => expect(isMatter(text)).toBe(false));
});
