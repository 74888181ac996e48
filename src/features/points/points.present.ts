import type { Locale } from '../../chat/locale.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import type { LedgerEntry } from './points.store.ts';
import { boardOf, type Board } from './board.ts';
import { scheme } from './scheme.ts';
import { texts } from './texts.ts';

export interface Reader {
  locale: Locale;
  zone: string;
}

/** +3 or −3. */
const signed = (points: number) => (points < 0 ? `−${-points}` : `+${points}`);

const dayOf = (at: Date, { locale, zone }: Reader) =>
  wallTime(at, zone).toLocaleString(locale, { month: 'short', day: 'numeric' });

/** The parts of an entry that every text about it shows. */
export const entryParts = (entry: Pick<LedgerEntry, 'eventAt' | 'counted' | 'reason'>, reader: Reader) => ({
  day: dayOf(entry.eventAt, reader),
  points: signed(entry.counted),
  reason: entry.reason,
});

export interface OwnPoints {
  name: string;
  year: number;
  total: number;
  rank: { rank: number; of: number } | null;
  entries: readonly LedgerEntry[];
  /** All entries of the year, of which `entries` is one page. */
  count: number;
  page: number;
  pages: number;
}

export function presentOwnPoints(own: OwnPoints, reader: Reader): string {
  const t = texts(reader.locale);
  if (own.count === 0) return t('mine_none', own);
  if (own.page > own.pages) return t('mine_no_page', own);
  return [
    t('mine_total', own) + (own.rank ? t('mine_rank', own.rank) : ''),
    t('mine_entries'),
    ...own.entries.map((entry) =>
      t(entry.isReversed ? 'mine_entry_reversed' : 'mine_entry', entryParts(entry, reader)),
    ),
    ...(own.page < own.pages ? [t('mine_more', { count: own.count, page: own.page + 1 })] : []),
  ].join('\n');
}

function boardLines(board: Board, year: number, locale: Locale): string[] {
  const t = texts(locale);
  if (board.tied > 0) return [t('board_tied', { year, count: board.tied })];
  return [t('board_title', { year }), ...board.leaders.map((leader) => t('board_line', leader))];
}

export function presentBoard(balances: Parameters<typeof boardOf>[0], year: number, locale: Locale): string {
  const t = texts(locale);
  const board = boardOf(balances);
  if (board.leaders.length === 0 && board.tied === 0) return t('board_none', { year });
  return [...boardLines(board, year, locale), t('board_own')].join('\n');
}

export function presentRules(locale: Locale): string {
  const t = texts(locale);
  const lines = scheme.items.map(({ words, points }) =>
    points === null ? t('rules_line_open', { words: t(words) }) : t('rules_line', { words: t(words), points }),
  );
  return [t('rules_title'), ...lines, t('rules_notes')].join('\n');
}
