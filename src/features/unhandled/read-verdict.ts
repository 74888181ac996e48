/** What a secretary wants done with what was set aside: one by its number in the list, or all. */
export interface Verdict {
  what: 'retry' | 'drop';
  /** From 1; null = all of the list. */
  number: number | null;
}

const said =
  /^(重试|再试|重新处理|不用了|不用管|不处理)[\s:：，,]*(?:第?\s*(\d{1,4})\s*[条号个]?|(全部|所有|都))[。.!！]*$/u;

/** 重试 1, 重试 全部, 不用了 第2条; null for anything else. */
export function readVerdict(text: string): Verdict | null {
  const [, word = '', digits, all] = said.exec(text.normalize('NFKC').trim()) ?? [];
  if (digits === undefined && all === undefined) return null;
  return { what: /试|重新/u.test(word) ? 'retry' : 'drop', number: all === undefined ? Number(digits) : null };
}
