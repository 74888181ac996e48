/** 积分: this year's totals, and behind each the entries with their reasons. */

import { el } from './dom.js';
import { emptyNote, foldedCard, stateChip } from './ledger-cards.js';
import { fetchPoints } from './room-api.js';
import { dayAndTime, thisYear } from './times.js';
import { pointItem, pointState } from './wording.js';

/** @typedef {{ member: string, name: string, counted: number, raw: number }} Total */
/** @typedef {{ member: string, item: string, raw: number, counted: number, state: string, at: string, reason: string | null }} Entry */

/** @param {Entry[]} entries */
function entriesView(entries) {
  if (entries.length === 0) return [emptyNote('还没有记录。')];
  return [
    el(
      'ul',
      { class: 'entries' },
      ...entries.map((entry) =>
        el(
          'li',
          {},
          el('span', { class: 'entry-item', text: pointItem(entry.item) }),
          el('span', { class: 'entry-points', text: `${entry.counted > 0 ? '+' : ''}${entry.counted}` }),
          el(
            'span',
            { class: 'entry-more' },
            [dayAndTime(entry.at), entry.reason].filter(Boolean).join(' · '),
            ' ',
            stateChip(entry.state, pointState(entry.state)),
          ),
        ),
      ),
    ),
  ];
}

/** @type {import('./ledger-panel.js').LedgerTab} */
export const pointsTab = {
  id: 'points',
  label: '积分',
  load: (unit) => fetchPoints(unit, thisYear()),
  render(/** @type {{ year: number, totals: Total[], entries: Entry[] }} */ { year, totals, entries }, context) {
    const earned = totals.filter((total) => total.counted !== 0 || total.raw !== 0);
    if (earned.length === 0) return [emptyNote(`${year} 年还没有积分。报送信息、到场参加活动都会记分。`)];
    const bestFirst = [...earned].sort((a, b) => b.counted - a.counted);
    return [
      el('p', { class: 'ledger-sum', text: `${year} 年度 · 按事情发生的日期计入` }),
      ...bestFirst.map((total) => {
        const capped = total.raw !== total.counted ? `（原始 ${total.raw}）` : '';
        const head = el(
          'p',
          { class: 'card-head' },
          el('span', { class: 'card-person' }, context.people.avatar(total.member), el('strong', { text: total.name })),
          el('span', { class: 'points', text: `${total.counted} 分${capped}` }),
        );
        const own = entries.filter((entry) => entry.member === total.member);
        return foldedCard(`points ${total.member}`, head, () => entriesView(own), context);
      }),
    ];
  },
};
