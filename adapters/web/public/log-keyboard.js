/**
 * Moving through the log by keyboard: the log is one stop of the Tab key; arrows, Home and End go from message to
 * message, Tab goes on to the buttons of the message one is at, R or Enter answers it.
 */

const CONTROLS = 'button, a';

/** @param {HTMLElement} article @param {boolean} on */
function setReachable(article, on) {
  article.tabIndex = on ? 0 : -1;
  for (const control of article.querySelectorAll(CONTROLS)) {
    if (control instanceof HTMLElement) control.tabIndex = on ? 0 : -1;
  }
}

/** @param {HTMLElement} log */
export function enableLogKeyboard(log) {
  /** @type {HTMLElement | undefined} */
  let current;

  /** @param {HTMLElement} article */
  const makeCurrent = (article) => {
    if (current && current !== article) setReachable(current, false);
    current = article;
    setReachable(article, true);
  };

  const rows = () => /** @type {HTMLElement[]} */ ([...log.querySelectorAll('article')]);

  log.addEventListener('focusin', (event) => {
    const article = event.target instanceof Element ? event.target.closest('article') : null;
    if (article) makeCurrent(article);
  });

  log.addEventListener('keydown', (event) => {
    const article = event.target;
    if (!(article instanceof HTMLElement) || !article.matches('article')) return;
    const all = rows();
    const at = all.indexOf(article);
    const goal = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      all[Math.max(0, Math.min(goal, all.length - 1))]?.focus();
    } else if ((event.key === 'Enter' || event.key.toLowerCase() === 'r') && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (article.querySelector('.reply-button'))?.click();
    }
  });

  return {
    /** After rows changed: exactly one message can be reached by Tab, the last one unless another has the focus. */
    refresh() {
      const all = rows();
      for (const article of all) if (article !== current) setReachable(article, false);
      const keep = current && current.isConnected && current.contains(document.activeElement);
      const last = all.at(-1);
      if (!keep && last) makeCurrent(last);
    },
  };
}
