/**
 * One room's server-sent events. Reconnects by itself with the last id known to the page, so nothing sent while the
 * line was down is missed; what comes twice is merged by id in the store.
 */

import { streamUrl, toMessage } from './room-api.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/**
 * @param {object} options
 * @param {string} options.room
 * @param {() => string} options.lastId
 * @param {(message: import('./room-api.js').Message) => void} options.onMessage
 * @param {(message: import('./room-api.js').Message) => void} options.onEdit
 * @param {(state: 'open' | 'lost', again: boolean) => void} options.onState `again` = open after a loss
 * @returns {{ close: () => void, retryNow: () => void }}
 */
export function openLiveStream({ room, lastId, onMessage, onEdit, onState }) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let waitMs = FIRST_WAIT_MS;
  let lost = false;
  let closed = false;

  const connect = () => {
    clearTimeout(timer);
    timer = undefined;
    const current = new EventSource(streamUrl(room, lastId()));
    source = current;
    current.onopen = () => {
      onState('open', lost);
      waitMs = FIRST_WAIT_MS;
      lost = false;
    };
    current.onmessage = (event) => onMessage(toMessage(JSON.parse(event.data)));
    current.addEventListener('edit', (event) => onEdit(toMessage(JSON.parse(event.data))));
    current.onerror = () => {
      // The browser would retry with the old `after`; opening anew asks only for what is missing.
      current.close();
      if (closed || source !== current) return;
      lost = true;
      onState('lost', false);
      timer = setTimeout(connect, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
  };

  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      source?.close();
    },
    retryNow() {
      if (!closed && timer !== undefined) connect();
    },
  };
}
