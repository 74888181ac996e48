/** The best of a year, as the group sees them. */
export interface Board {
  /** rank counts from 1 and is shared by equals. */
  leaders: { rank: number; name: string; total: number }[];
  /** How many share the first place when they are too many to name; 0 otherwise. */
  tied: number;
}

const most = 10;

/**
 * The top third of those with points, at most 10, so that nobody is ever shown as last. Equals are named together or
 * not at all.
 */
export function boardOf(balances: readonly { name: string; total: number }[]): Board {
  const ranked = balances
    .filter(({ total }) => total > 0)
    .toSorted((a, b) => b.total - a.total || a.name.localeCompare(b.name, 'zh'));
  const room = Math.min(most, Math.ceil(ranked.length / 3));
  const rankOf = (total: number) => ranked.findIndex((one) => one.total === total) + 1;
  const endOf = (total: number) => ranked.findLastIndex((one) => one.total === total) + 1;
  const leaders = ranked
    .filter(({ total }) => endOf(total) <= room)
    .map(({ name, total }) => ({ rank: rankOf(total), name, total }));
  const first = ranked[0];
  return { leaders, tied: leaders.length === 0 && first ? endOf(first.total) : 0 };
}

/** Where one stands among those with points: 1 for the best, shared by equals; null without points. */
export function rankAmong(balances: readonly { total: number }[], own: number): { rank: number; of: number } | null {
  if (own <= 0) return null;
  const totals = balances.map(({ total }) => total).filter((total) => total > 0);
  return { rank: totals.filter((total) => total > own).length + 1, of: totals.length };
}
