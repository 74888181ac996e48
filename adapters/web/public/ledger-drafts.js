/** 文稿: the drafts, clause by clause with what each rests on, and the Word file. */

import { el, icon } from './dom.js';
import { emptyNote, foldedCard, stateChip } from './ledger-cards.js';
import { documentUrl, fetchDraft, fetchDrafts } from './room-api.js';
import { draftState, sectionWord } from './wording.js';

/** @typedef {{ section: string, text: string, cites: string[] }} Clause */
/** @typedef {{ id: string, title: string, state: string }} Draft */

/** @param {Draft & { clauses: Clause[] }} draft */
function draftView({ id, clauses, title }) {
  /** @type {Node[]} */
  const nodes = [];
  let section = '';
  for (const clause of clauses) {
    if (clause.section !== section) {
      section = clause.section;
      nodes.push(el('h3', { text: sectionWord(section) }));
    }
    const cites = clause.cites.map((cite) => el('span', { class: 'cite', text: cite }));
    nodes.push(el('p', { class: 'clause' }, clause.text, ' ', ...cites));
  }
  if (nodes.length === 0) nodes.push(emptyNote('正文还没有写好，请稍等。'));
  else
    nodes.push(
      el(
        'a',
        { class: 'download', href: documentUrl(id), download: `${title || '建议初稿'}.docx` },
        icon('file'),
        '下载 Word 文件',
      ),
    );
  return nodes;
}

/** @type {import('./ledger-panel.js').LedgerTab} */
export const draftsTab = {
  id: 'drafts',
  label: '文稿',
  load: fetchDrafts,
  render(/** @type {Draft[]} */ drafts, context) {
    if (drafts.length === 0)
      return [emptyNote('还没有文稿。秘书说“出稿 垃圾分类”，助手会把相关的社情民意写成建议初稿。')];
    return drafts.map((draft) => {
      const head = el(
        'div',
        { class: 'card-words' },
        el(
          'p',
          { class: 'card-head' },
          el('strong', { text: draft.title || '正在起草的建议' }),
          stateChip(draft.state, draftState(draft.state)),
        ),
        el('p', { class: 'card-open', text: '看正文和出处' }),
      );
      return foldedCard(
        `draft ${draft.id} ${draft.state}`,
        head,
        async () => draftView(await fetchDraft(String(draft.id))),
        context,
      );
    });
  },
};
