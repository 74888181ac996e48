import type { Texts } from '../../../chat/locale.ts';
import type { zhCN } from '../locales/zh-CN.ts';

/** More labels than these are told by their number; all of them are with the clause in the database. */
const mostLabels = 10;

/** 社-12、社-15 */
export function citeList(t: Texts<typeof zhCN>, cites: readonly string[], most = mostLabels): string {
  const comma = t('listComma');
  if (cites.length <= most) return cites.join(comma);
  return t('manyCites', { cites: cites.slice(0, most).join(comma), count: cites.length });
}
