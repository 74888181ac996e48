import type { zhCN } from './locales/zh-CN.ts';

interface SchemeItem {
  key: string;
  /** What one event is worth; null = as many as a person gives, with a reason. */
  points: number | null;
  /** Text that says what it is for. */
  words: keyof typeof zhCN;
}

/**
 * The rules in force. Entries keep the version they were booked under, so a changed scheme is a new version and what
 * was booked stays as it is. Adoptions by several bodies add up.
 */
export const scheme = {
  version: 1,
  items: [
    { key: 'submission_received', points: 2, words: 'item_submission_received' },
    { key: 'adopted_own', points: 5, words: 'item_adopted_own' },
    { key: 'adopted_city', points: 10, words: 'item_adopted_city' },
    { key: 'adopted_province', points: 20, words: 'item_adopted_province' },
    { key: 'adopted_national', points: 30, words: 'item_adopted_national' },
    { key: 'attended', points: 3, words: 'item_attended' },
    { key: 'reflection', points: 2, words: 'item_reflection' },
    { key: 'manual', points: null, words: 'item_manual' },
  ],
} as const satisfies { version: number; items: readonly SchemeItem[] };

export type ItemKey = (typeof scheme.items)[number]['key'];

/** Most points that one hand can give at once. */
export const mostPoints = 100;

/** What one event of the item is worth; null when a person decides. */
export function worthOf(item: ItemKey): number | null {
  return scheme.items.find(({ key }) => key === item)?.points ?? null;
}
