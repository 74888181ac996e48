import type { Locale, Texts } from '../../chat/locale.ts';
import { wallTime } from '../../lib/zoned-time.ts';
import type { zhCN } from './locales/zh-CN.ts';
import { texts } from './texts.ts';

/** What a draft rests on. */
export interface Overview {
  readonly query: string;
  readonly sources: readonly { readonly at: Date }[];
  /** How many of the sources it cites. */
  readonly cited: number;
}

/** A day as people write it, in `zone` (an IANA name). */
export function dayOf(at: Date, zone: string, locale: Locale): string {
  return dayIn(texts(locale), at, zone);
}

function dayIn(t: Texts<typeof zhCN>, at: Date, zone: string): string {
  const { year, month, day } = wallTime(at, zone);
  return t('day', { year, month, day });
}

/**
 * The sentence that opens 案由: the matter, how many reports, from when to when. Its figures are counted here; no figure
 * in a draft comes from a model. '' for a draft without sources.
 */
export function presentOverview(t: Texts<typeof zhCN>, { query, sources, cited }: Overview, zone: string): string {
  const times = sources.map(({ at }) => at).toSorted((a, b) => a.getTime() - b.getTime());
  const [first, last] = [times.at(0), times.at(-1)];
  if (!first || !last) return '';
  const [from, to] = [dayIn(t, first, zone), dayIn(t, last, zone)];
  const period = from === to ? from : t('documentPeriod', { from, to });
  return t('documentOverview', { query, count: sources.length, period, cited });
}
