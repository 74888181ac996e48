/** The frame around the talk: side column or bottom sheet, the two views, the banner, the line about private news. */

import { byId, el, icon } from './dom.js';

const BANNER_AFTER_MS = 700;

/** The side column of wide screens becomes a bottom sheet on narrow ones. */
export function enableSheet() {
  const sheet = /** @type {HTMLDialogElement} */ (byId('sheet'));
  const body = byId('side-body');
  const narrow = matchMedia('(max-width: 859px)');
  const settle = () => {
    if (!narrow.matches && sheet.open) sheet.close();
    (narrow.matches ? sheet : byId('side')).append(body);
  };
  narrow.addEventListener('change', settle);
  settle();
  byId('sheet-close').addEventListener('click', () => sheet.close());
  // A tap beside the sheet closes it.
  sheet.addEventListener('click', (event) => {
    if (event.target === sheet) sheet.close();
  });
  return {
    /** On wide screens there is no sheet: `false` tells so. */
    open() {
      if (!narrow.matches) return false;
      if (!sheet.open) sheet.showModal();
      return true;
    },
    close() {
      if (sheet.open) sheet.close();
    },
  };
}

/** A calm line while the connection is down; a short break shows nothing. */
export function createBanner() {
  const banner = byId('connection');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    lost() {
      if (timer !== undefined || !banner.hidden) return;
      timer = setTimeout(() => {
        timer = undefined;
        banner.textContent = '连接断开，正在重连…写好的内容都在。';
        banner.hidden = false;
      }, BANNER_AFTER_MS);
    },
    back() {
      clearTimeout(timer);
      timer = undefined;
      banner.hidden = true;
      banner.textContent = '';
    },
  };
}

/** Chat and ledger: side by side on wide screens, one at a time on narrow ones. @param {(ledgerOpen: boolean) => void} onChange */
export function enableViews(onChange) {
  const page = byId('page');
  const talk = byId('view-talk');
  const ledger = byId('view-ledger');
  const wide = matchMedia('(min-width: 1180px)');
  let open = false;
  /** @param {boolean} next */
  const set = (next) => {
    open = next;
    page.classList.toggle('with-ledger', open);
    byId('ledger').hidden = !open;
    talk.setAttribute('aria-pressed', String(!open));
    ledger.setAttribute('aria-pressed', String(open));
    onChange(open);
  };
  talk.addEventListener('click', () => set(false));
  ledger.addEventListener('click', () => set(wide.matches ? !open : true));
  return { set, isOpen: () => open };
}

/**
 * "The assistant answered privately": shown in the group, with the way there.
 *
 * @param {string} name
 * @param {number} count 0 hides it
 * @param {() => void} onGo
 */
export function showPrivateHint(name, count, onGo) {
  const hint = byId('private-hint');
  const shown = count > 0 ? `${name}:${count}` : '';
  if (hint.dataset.shown === shown) return;
  hint.dataset.shown = shown;
  hint.hidden = count === 0;
  if (count === 0) {
    hint.replaceChildren();
    return;
  }
  hint.replaceChildren(
    icon('lock'),
    el('span', {}, `同心助手给${name}发了 ${count} 条私信`),
    el('button', { type: 'button', class: 'hint-go', text: '去看', on: { click: onGo } }),
  );
}

/** The large button above the composer that says who speaks. @param {import('./people.js').People} people @param {string} key */
export function showSpeaker(people, key) {
  const who = byId('who');
  const name = people.nameOf(key);
  who.replaceChildren(
    el('span', { class: 'sr', text: '现在发言的是' }),
    people.avatar(key),
    el('span', { class: 'who-name', text: name }),
    el('span', { class: 'who-role', text: people.roleOf(key) }),
    el('span', { class: 'who-change', text: '换人' }),
  );
}
