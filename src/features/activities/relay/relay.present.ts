import type { Locale } from '../../../chat/locale.ts';
import { shorten } from '../../../lib/text.ts';
import { texts } from '../texts.ts';
import type { RollDifference } from './apply-standings.ts';
import type { MergedRow } from './merge-relay.ts';

/** What a version of a list brought. */
export interface RelayNews {
  /** People who come, guests included. */
  people: number;
  differences: readonly RollDifference[];
  /** New rows of nobody we know. */
  unknown: readonly MergedRow[];
  /** Known again under another title. */
  renamed: boolean;
  late: boolean;
}

const mostNames = 5;
const mostUnknown = 3;
const longestName = 20;
const mostRows = 12;

const quoted = (rows: readonly MergedRow[]) => rows.map(({ name }) => `「${shorten(name, longestName)}」`);

/** One short line for who posted the list. Names those who come; never those who do not. */
export function presentRelayReceipt(news: RelayNews, locale: Locale): string {
  const t = texts(locale);
  const { differences, unknown } = news;
  const added = differences.filter(({ before, after }) => after.state === 'joined' && before.state !== 'joined');
  const names = added
    .slice(0, mostNames)
    .map(({ name }) => name)
    .join('、');
  const others = differences.length - added.length;
  return [
    t('relay_noted', { people: news.people }),
    added.length > mostNames ? t('relay_added_many', { names, count: added.length }) : '',
    added.length > 0 && added.length <= mostNames ? t('relay_added', { names }) : '',
    others > 0 ? t('relay_changed', { count: others }) : '',
    t('relay_end'),
    news.renamed ? t('relay_renamed') : '',
    unknown.length > mostUnknown ? t('relay_unknown_many', { count: unknown.length }) : '',
    unknown.length > 0 && unknown.length <= mostUnknown ? t('relay_unknown', { names: quoted(unknown).join('') }) : '',
    news.late ? t('roll_late') : '',
  ].join('');
}

/** For the secretaries: the rows nobody could be found for, and who posted them. */
export function presentUnknownRows(
  { title, sender, rows }: { title: string; sender: string; rows: readonly MergedRow[] },
  locale: Locale,
): string {
  const t = texts(locale);
  const lines = rows
    .slice(0, mostRows)
    .map(({ number, text }) => t('relay_unknown_line', { number, words: shorten(text.replace(/\s+/gu, ' '), 40) }));
  const more = rows.length > mostRows ? [t('relay_unknown_more', { count: rows.length - mostRows })] : [];
  return [t('relay_unknown_told', { title, sender }), ...lines, ...more, t('relay_unknown_cure')].join('\n');
}
