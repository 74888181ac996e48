/** The ledger beside the talk: what the unit holds, read from the JSON doors, anew after each answer of the assistant. */

import { el, icon } from './dom.js';
import { activitiesTab } from './ledger-activities.js';
import { draftsTab } from './ledger-drafts.js';
import { emptyNote } from './ledger-cards.js';
import { pointsTab } from './ledger-points.js';
import { submissionsTab } from './ledger-submissions.js';
import { kindMessage } from './room-api.js';

/**
 * @typedef {object} LedgerContext
 * @property {import('./people.js').People} people
 * @property {(key: string) => boolean} isOpen whether a folded card was opened before
 * @property {(key: string, open: boolean) => void} setOpen
 */
/** @typedef {{ id: string, label: string, load: (unit: string) => Promise<any>, render: (data: any, context: LedgerContext) => Node[] }} LedgerTab */

/** @type {LedgerTab[]} */
const TABS = [submissionsTab, activitiesTab, pointsTab, draftsTab];
const SOON_MS = [500, 2000];

export class Ledger {
  /** @param {HTMLElement} root @param {import('./people.js').People} people @param {() => string} unit */
  constructor(root, people, unit) {
    this.unit = unit;
    this.visible = false;
    /** @type {Set<string>} */
    this.open = new Set();
    /** @type {ReturnType<typeof setTimeout>[]} */
    this.timers = [];
    this.shown = '';
    /** @type {LedgerContext} */
    this.context = {
      people,
      isOpen: (key) => this.open.has(key),
      setOpen: (key, open) => void (open ? this.open.add(key) : this.open.delete(key)),
    };
    this.tab = TABS[0];
    this.#build(root);
  }

  /** @param {HTMLElement} root */
  #build(root) {
    const refresh = el(
      'button',
      { type: 'button', class: 'soft-button', on: { click: () => void this.refresh(true) } },
      icon('refresh'),
      '刷新',
    );
    this.body = el('div', { class: 'ledger-body', role: 'tabpanel', id: 'ledger-body', tabindex: '0' });
    this.tabs = el('div', { class: 'ledger-tabs', role: 'tablist', 'aria-label': '台账' });
    for (const tab of TABS) {
      const button = el('button', {
        type: 'button',
        role: 'tab',
        id: `tab-${tab.id}`,
        'aria-controls': 'ledger-body',
        text: tab.label,
      });
      button.addEventListener('click', () => this.#choose(tab));
      this.tabs.append(button);
    }
    this.tabs.addEventListener('keydown', (event) => this.#arrow(event));
    root.replaceChildren(
      el(
        'header',
        { class: 'ledger-head' },
        el(
          'div',
          {},
          el('h2', { id: 'ledger-title', text: '台账' }),
          el('p', { class: 'ledger-note', text: '演示时供查看；正式使用时由秘书掌握' }),
        ),
        refresh,
      ),
      this.tabs,
      this.body,
    );
    this.#markTab();
  }

  /** @param {KeyboardEvent} event */
  #arrow(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || !this.tab) return;
    const next = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length];
    if (!next) return;
    event.preventDefault();
    this.#choose(next);
    document.getElementById(`tab-${next.id}`)?.focus();
  }

  /** @param {LedgerTab} tab */
  #choose(tab) {
    this.tab = tab;
    this.#markTab();
    void this.refresh(true);
  }

  #markTab() {
    for (const button of this.tabs?.children ?? []) {
      const chosen = button.id === `tab-${this.tab?.id}`;
      button.setAttribute('aria-selected', String(chosen));
      button.setAttribute('tabindex', chosen ? '0' : '-1');
    }
    this.body?.setAttribute('aria-labelledby', `tab-${this.tab?.id}`);
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    if (visible) void this.refresh(true);
  }

  /** The assistant said something: the ledger probably changed. */
  soon() {
    if (!this.visible) return;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = SOON_MS.map((wait) => setTimeout(() => void this.refresh(false), wait));
  }

  /** @param {boolean} loud show an error instead of keeping what is there */
  async refresh(loud) {
    const { tab, body } = this;
    const unit = this.unit();
    if (!tab || !body || !unit) return;
    try {
      const data = await tab.load(unit);
      if (tab !== this.tab) return;
      const sign = `${tab.id} ${unit} ${JSON.stringify(data)}`;
      if (sign === this.shown && !loud) return;
      this.shown = sign;
      const top = body.scrollTop;
      body.replaceChildren(...tab.render(data, this.context));
      body.scrollTop = top;
    } catch (error) {
      if (loud && tab === this.tab) body.replaceChildren(emptyNote(kindMessage(error)));
    }
  }
}
