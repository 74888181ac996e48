/** Which room and speaker the page shows: in the address (so that a link or a reload keeps them) and on this machine. */

const KEY = 'tongxin.place';

/** @typedef {{ room: string, as: string, view: string }} Place */

/** @returns {Place} empty words where nothing was said */
export function readPlace() {
  const inAddress = new URLSearchParams(location.hash.slice(1));
  const kept = new URLSearchParams(localStorage.getItem(KEY) ?? '');
  const word = (/** @type {string} */ name) => inAddress.get(name) ?? kept.get(name) ?? '';
  return { room: word('room'), as: word('as'), view: word('view') };
}

/** @param {Place} place */
export function keepPlace(place) {
  const words = new URLSearchParams(Object.entries(place).filter(([, value]) => value)).toString();
  localStorage.setItem(KEY, words);
  history.replaceState(null, '', `#${words}`);
}
