/**
 * The log of the room: rows keyed by message, day lines, folding of long texts, and a place that does not jump while
 * one reads further up. Only the newest part is in the page; earlier rows are fetched from the store on demand.
 */

import { el, icon } from './dom.js';
import { enableLogKeyboard } from './log-keyboard.js';
import { messageRow, pendingRow } from './message-view.js';
import { dayLabel, dayOf } from './times.js';

/** @typedef {import('./message-store.js').MessageStore} MessageStore */
/** @typedef {{ key: string, version: string, build: () => HTMLElement, from?: string, at?: string }} Row */

const FIRST_ROWS = 120;
const NEAR_END_PX = 90;
const CONTINUED_MS = 3 * 60_000;

export class MessageList {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.log
   * @param {HTMLElement} parts.jump the "new messages" button
   * @param {import('./people.js').People} parts.people
   * @param {Omit<import('./message-view.js').RowActions, 'jumpTo'>} parts.actions
   * @param {(store: MessageStore) => HTMLElement | undefined} parts.greeting shown while no member has said anything
   */
  constructor({ log, jump, people, actions, greeting }) {
    this.log = log;
    this.jump = jump;
    this.people = people;
    this.greeting = greeting;
    this.actions = { ...actions, jumpTo: (/** @type {string} */ id) => this.jumpTo(id) };
    this.keyboard = enableLogKeyboard(log);
    /** @type {Map<string, { node: HTMLElement, version: string }>} */
    this.rows = new Map();
    /** @type {MessageStore | undefined} */
    this.store = undefined;
    this.speaker = '';
    this.firstId = '';
    this.atEnd = true;
    this.unseen = 0;
    this.planned = false;
    log.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    jump.addEventListener('click', () => this.toEnd());
    new ResizeObserver(() => this.#resized()).observe(log);
  }

  /** @param {MessageStore} store */
  show(store) {
    if (this.store) this.store.onChange = () => {};
    this.store = store;
    store.onChange = () => this.plan();
    this.rows.clear();
    this.log.replaceChildren();
    this.firstId = '';
    this.unseen = 0;
    this.atEnd = true;
    this.log.setAttribute('aria-busy', 'true');
    this.plan();
  }

  /** @param {string} speaker whose messages are on the right */
  setSpeaker(speaker) {
    this.speaker = speaker;
    this.plan();
  }

  /** Many changes in one moment are drawn once. */
  plan() {
    if (this.planned) return;
    this.planned = true;
    setTimeout(() => {
      this.planned = false;
      this.#draw();
    }, 16);
  }

  /** @returns {Row[]} */
  #wantedRows() {
    const store = this.store;
    if (!store) return [];
    const context = { people: this.people, store, actions: this.actions };
    const from = this.#firstIndex(store);
    /** @type {Row[]} */
    const rows = store.messages.slice(from).map((message) => ({
      key: `m${message.id}`,
      version: `${store.versionOf(message.id)}`,
      from: message.from,
      at: message.at,
      build: () => messageRow(message, context),
    }));
    if (from > 0) rows.unshift({ key: 'earlier', version: `${from}`, build: () => this.#earlier(from) });
    for (const item of store.pending) {
      rows.push({
        key: `p${item.key}`,
        version: `${item.version}`,
        from: item.from,
        at: item.at,
        build: () => pendingRow(item, context),
      });
    }
    return withDays(rows);
  }

  /** At the end the window moves along; above it, it only grows, so that nothing jumps. @param {MessageStore} store */
  #firstIndex(store) {
    const usual = Math.max(0, store.messages.length - FIRST_ROWS);
    const anchor = this.firstId ? store.messages.findIndex((message) => message.id === this.firstId) : -1;
    const from = anchor >= 0 && !this.atEnd ? Math.min(anchor, usual) : usual;
    this.firstId = store.messages[from]?.id ?? '';
    return from;
  }

  /** @param {number} hidden */
  #earlier(hidden) {
    const show = () => {
      const before = this.log.scrollHeight - this.log.scrollTop;
      this.atEnd = false;
      this.firstId = this.store?.messages[Math.max(0, hidden - FIRST_ROWS)]?.id ?? '';
      this.#draw();
      this.log.scrollTop = this.log.scrollHeight - before;
    };
    return el('button', {
      type: 'button',
      class: 'earlier',
      text: `看更早的消息（还有 ${hidden} 条）`,
      on: { click: show },
    });
  }

  #draw() {
    const store = this.store;
    if (!store) return;
    const stick = this.atEnd;
    const before = this.rows;
    const known = before.size > 0;
    /** @type {Map<string, { node: HTMLElement, version: string }>} */
    const after = new Map();
    let fresh = 0;
    /** @type {Row | undefined} */
    let previous;
    const nodes = this.#wantedRows().map((row) => {
      const old = before.get(row.key);
      const kept = old && old.version === row.version ? old : { node: row.build(), version: row.version };
      if (!old && row.key.startsWith('m')) fresh += 1;
      this.#mark(kept.node, row, previous);
      previous = row;
      after.set(row.key, kept);
      return kept.node;
    });
    const greeting = store.loaded ? this.greeting(store) : undefined;
    if (greeting) nodes.push(greeting);
    this.rows = after;
    place(this.log, nodes);
    this.#fold();
    this.keyboard.refresh();
    if (greeting && store.messages.length === 0) this.log.scrollTop = 0;
    else if (stick) this.toEnd();
    else if (known && fresh) this.#tell(fresh);
    // The first fill is not read aloud; what comes later is.
    if (store.loaded) setTimeout(() => this.log.setAttribute('aria-busy', 'false'), 50);
  }

  /** @param {HTMLElement} node @param {Row} row @param {Row | undefined} previous */
  #mark(node, row, previous) {
    if (row.from === undefined) return;
    const near =
      previous?.from === row.from && Date.parse(row.at ?? '') - Date.parse(previous?.at ?? '') < CONTINUED_MS;
    node.classList.toggle('continued', near);
    node.classList.toggle('own', row.from === this.speaker);
  }

  /** Folds texts of more than about twelve lines. Reads all heights first, then writes. */
  #fold() {
    const texts = /** @type {HTMLElement[]} */ ([...this.log.querySelectorAll('.text:not(.open)')]);
    const long = texts.map((text) => text.scrollHeight > text.clientHeight + 4);
    texts.forEach((text, at) => {
      const more = text.nextElementSibling;
      if (more instanceof HTMLElement) more.hidden = !long[at];
      text.classList.toggle('folded', Boolean(long[at]));
    });
  }

  /** @param {number} fresh */
  #tell(fresh) {
    this.unseen += fresh;
    this.jump.replaceChildren(icon('down'), `${this.unseen} 条新消息`);
    this.jump.hidden = false;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.atEnd) {
      this.unseen = 0;
      this.jump.hidden = true;
    } else if (this.jump.hidden) {
      this.jump.replaceChildren(icon('down'), '回到最新');
      this.jump.hidden = false;
    }
  }

  #resized() {
    const stick = this.atEnd;
    this.#fold();
    if (stick) this.toEnd();
  }

  toEnd() {
    this.atEnd = true;
    this.unseen = 0;
    this.jump.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** @param {string} id */
  jumpTo(id) {
    const store = this.store;
    if (!store) return;
    if (!this.rows.has(`m${id}`)) {
      this.atEnd = false;
      this.firstId = id;
      this.#draw();
    }
    const node = this.rows.get(`m${id}`)?.node;
    if (!node) return;
    node.scrollIntoView({ block: 'center' });
    node.focus({ preventScroll: true });
    node.classList.add('flash');
    setTimeout(() => node.classList.remove('flash'), 1600);
  }
}

/** @param {Row[]} rows @returns {Row[]} */
function withDays(rows) {
  /** @type {Row[]} */
  const out = [];
  let day = '';
  for (const row of rows) {
    const own = row.at ? dayOf(row.at) : '';
    if (own && own !== day) {
      day = own;
      const label = dayLabel(row.at ?? '');
      out.push({ key: `d${own}`, version: label, build: () => el('p', { class: 'day' }, el('span', { text: label })) });
    }
    out.push(row);
  }
  return out;
}

/** Puts the nodes in order, touching only what moved, so that the log is not read aloud again. @param {HTMLElement} parent @param {HTMLElement[]} nodes */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
  nodes.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}
