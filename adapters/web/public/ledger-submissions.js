/** 社情民意: what members reported. */

import { el } from './dom.js';
import { emptyNote, stateChip } from './ledger-cards.js';
import { fetchSubmissions } from './room-api.js';
import { dayAndTime } from './times.js';
import { submissionState } from './wording.js';

/** @typedef {{ number: string, author: string, text: string, state: string, at: string }} Submission */

/** @type {import('./ledger-panel.js').LedgerTab} */
export const submissionsTab = {
  id: 'submissions',
  label: '社情民意',
  load: fetchSubmissions,
  render(/** @type {Submission[]} */ submissions, { people }) {
    if (submissions.length === 0) return [emptyNote('还没有人报送。会员在群里说“社情民意：…”就会记在这里。')];
    const newestFirst = [...submissions].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return [
      el('p', { class: 'ledger-sum', text: `共 ${submissions.length} 条` }),
      ...newestFirst.map(({ number, author, text, state, at }) =>
        el(
          'details',
          { class: 'card' },
          el(
            'summary',
            {},
            el('p', { class: 'card-head' }, el('strong', { text: number }), stateChip(state, submissionState(state))),
            el('p', { class: 'card-text', text }),
            el('p', { class: 'card-foot', text: `${people.nameOf(author)} · ${dayAndTime(at)}` }),
          ),
        ),
      ),
    ];
  },
};
