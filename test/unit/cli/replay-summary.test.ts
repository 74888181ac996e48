import { describe, expect, it } from 'vitest';
import { summaryLines, type ReplayOutcome } from '../../../src/cli/replay/replay-summary.ts';
import { cliTexts } from '../../../src/cli/texts.ts';

/** Ten messages sent; the unit gained so many submissions, the bot answered so many of the ten. */
const summary = (gained: number, answered: number) => {
  const outcome: ReplayOutcome = {
    file: 'messages.csv',
    room: 'main',
    sentBefore: 0,
    progress: {
      sent: new Map(Array.from({ length: 10 }, (_, at) => [String(at), 100 + at])),
      refused: [],
      before: { submissions: 5, points: 8 },
      since: 99,
    },
    after: { submissions: 5 + gained, points: 8 + gained * 2 },
    answered,
    sentMs: 2000,
    totalMs: 4000,
    place: 'progress.json',
  };
  return summaryLines(outcome, cliTexts('zh-CN')).join('\n');
};

describe('what a replay came to', () => {
  it('counts what the unit gained', () => {
    expect(summary(10, 10)).toMatch(/发送 {2}10 条[\s\S]*收下 {2}10 条[\s\S]*退回 {2}0 条[\s\S]*积分 {2}20 分/);
    expect(summary(10, 10)).not.toMatch(/重复|注意/);
  });

  it('tells repeated texts, which were answered, from those nobody has handled', () => {
    expect(summary(8, 10)).toMatch(/重复 {2}2 条/);
    expect(summary(8, 10)).not.toMatch(/注意/);
    expect(summary(8, 8)).toMatch(/还有 2 条没有处理完/);
    expect(summary(7, 9)).toMatch(/重复 {2}2 条[\s\S]*还有 1 条没有处理完/);
  });
});
