/** 活动: what is planned and held, with the roll of each. */

import { el } from './dom.js';
import { emptyNote, foldedCard, stateChip } from './ledger-cards.js';
import { fetchActivities, fetchRoll } from './room-api.js';
import { dayAndTime } from './times.js';
import { activityKind, activityState, ROLL_STATES, rollState } from './wording.js';

/** @typedef {{ id: string, title: string, kind: string, startsAt: string, place: string | null, state: string }} Activity */
/** @typedef {{ member: string, name: string, state: string, guests: number, note: string | null }} RollLine */

/** Who joined comes first; who has not answered is named last and without comment. */
const ORDER = Object.keys(ROLL_STATES);

/** @param {RollLine[]} roll */
function rollView(roll) {
  if (roll.length === 0) return [emptyNote('还没有名单。')];
  const groups = Map.groupBy ? Map.groupBy(roll, (line) => line.state) : groupedByState(roll);
  const states = [...groups.keys()].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return [
    el(
      'dl',
      { class: 'roll' },
      ...states.flatMap((state) => {
        const lines = groups.get(state) ?? [];
        return [
          el('dt', {}, stateChip(state, rollState(state)), el('span', { text: `${lines.length} 人` })),
          el('dd', { text: lines.map(nameOf).join('、') }),
        ];
      }),
    ),
  ];
}

/** @param {RollLine[]} roll @returns {Map<string, RollLine[]>} */
function groupedByState(roll) {
  const groups = new Map();
  for (const line of roll) groups.set(line.state, [...(groups.get(line.state) ?? []), line]);
  return groups;
}

/** @param {RollLine} line */
function nameOf({ name, guests, note }) {
  const more = [guests > 0 ? `带 ${guests} 人` : '', note ?? ''].filter(Boolean).join('，');
  return more ? `${name}（${more}）` : name;
}

/** @type {import('./ledger-panel.js').LedgerTab} */
export const activitiesTab = {
  id: 'activities',
  label: '活动',
  load: fetchActivities,
  render(/** @type {Activity[]} */ activities, context) {
    if (activities.length === 0) return [emptyNote('还没有活动。秘书在群里说“下周五下午三点…开学习会”就能安排。')];
    return activities.map((activity) => {
      const head = el(
        'div',
        { class: 'card-words' },
        el(
          'p',
          { class: 'card-head' },
          el('strong', { text: activity.title }),
          stateChip(activity.state, activityState(activity.state)),
        ),
        el('p', {
          class: 'card-foot',
          text: [activityKind(activity.kind), dayAndTime(activity.startsAt), activity.place]
            .filter(Boolean)
            .join(' · '),
        }),
        el('p', { class: 'card-open', text: '看名单' }),
      );
      return foldedCard(
        `activity ${activity.id}`,
        head,
        async () => rollView(await fetchRoll(String(activity.id))),
        context,
      );
    });
  },
};
