/** The pieces every page of the ledger is made of. */

import { el } from './dom.js';
import { toneOf } from './wording.js';

/** @param {string} text */
export function emptyNote(text) {
  return el('p', { class: 'ledger-empty', text });
}

/** A state as a small coloured word. @param {string} state @param {string} word */
export function stateChip(state, word) {
  return el('span', { class: `state state-${toneOf(state)}`, text: word });
}

/**
 * A card that opens; what is inside is made at the first opening.
 *
 * @param {string} key stays the same over refreshes
 * @param {Node} head
 * @param {() => Promise<Node[]> | Node[]} inside
 * @param {import('./ledger-panel.js').LedgerContext} context
 */
export function foldedCard(key, head, inside, context) {
  const body = el('div', { class: 'card-body' });
  const card = el('details', { class: 'card' }, el('summary', {}, head), body);
  let filled = false;
  const fill = async () => {
    if (filled) return;
    filled = true;
    body.replaceChildren(el('p', { class: 'ledger-empty', text: '正在读取…' }));
    try {
      body.replaceChildren(...(await inside()));
    } catch (error) {
      filled = false;
      body.replaceChildren(emptyNote(error instanceof Error ? error.message : '没有读到，请再试。'));
    }
  };
  card.addEventListener('toggle', () => {
    context.setOpen(key, card.open);
    if (card.open) void fill();
  });
  if (context.isOpen(key)) card.open = true;
  return card;
}
