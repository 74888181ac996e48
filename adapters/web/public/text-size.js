/** The size of the type, chosen by the reader and kept on this machine. */

import { byId } from './dom.js';

const KEY = 'tongxin.textSize';
const SIZES = ['small', 'normal', 'large', 'larger', 'largest'];
const NORMAL = SIZES.indexOf('normal');

/** @param {() => void} onChange */
export function enableTextSize(onChange) {
  const kept = SIZES.indexOf(localStorage.getItem(KEY) ?? 'normal');
  let at = kept < 0 ? NORMAL : kept;

  /** @param {number} next */
  const set = (next) => {
    at = Math.max(0, Math.min(next, SIZES.length - 1));
    document.documentElement.dataset.size = SIZES[at];
    localStorage.setItem(KEY, SIZES[at] ?? 'normal');
    byId('size-smaller').setAttribute('aria-disabled', String(at === 0));
    byId('size-larger').setAttribute('aria-disabled', String(at === SIZES.length - 1));
    byId('size-normal').setAttribute('aria-pressed', String(at === NORMAL));
    onChange();
  };
  byId('size-smaller').addEventListener('click', () => set(at - 1));
  byId('size-normal').addEventListener('click', () => set(NORMAL));
  byId('size-larger').addEventListener('click', () => set(at + 1));
  set(at);
}
