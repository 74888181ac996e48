/** Follows one room at a time: loads what is missing, then listens; after a break it catches up, edits included. */

import { openLiveStream } from './live-stream.js';
import { fetchMessages } from './room-api.js';

/** @typedef {import('./message-store.js').MessageStore} MessageStore */

const RETRY_MS = 3000;
/** So many of the last messages are fetched again after a break, for edits that the break swallowed. */
const REFRESHED = 80;

export class RoomSession {
  /**
   * @param {object} hooks
   * @param {(store: MessageStore) => void} hooks.onCaughtUp
   * @param {(store: MessageStore, message: import('./room-api.js').Message) => void} hooks.onArrived
   * @param {() => void} hooks.onLost
   * @param {() => void} hooks.onBack
   */
  constructor(hooks) {
    this.hooks = hooks;
    /** @type {MessageStore | undefined} */
    this.store = undefined;
    /** @type {ReturnType<typeof openLiveStream> | undefined} */
    this.stream = undefined;
  }

  /** Leaves the former room. @param {MessageStore} store */
  open(store) {
    this.stream?.close();
    this.store = store;
    void this.#follow(store);
  }

  /** The machine woke up or the network is back: do not wait for the next try. */
  retryNow() {
    this.stream?.retryNow();
  }

  /** @param {MessageStore} store @returns {Promise<boolean>} whether the server answered */
  async catchUp(store) {
    try {
      store.merge(await fetchMessages(store.room, store.idBefore(REFRESHED)));
    } catch {
      // Whatever the reason, the page says so and asks again: by the retry below or when the stream is back.
      if (store === this.store) this.hooks.onLost();
      return false;
    }
    store.loaded = true;
    this.hooks.onCaughtUp(store);
    return true;
  }

  /** @param {MessageStore} store */
  async #follow(store) {
    const answered = await this.catchUp(store);
    if (store !== this.store) return;
    if (!answered) {
      setTimeout(() => store === this.store && void this.#follow(store), RETRY_MS);
      return;
    }
    this.stream?.close();
    this.stream = openLiveStream({
      room: store.room,
      lastId: () => store.lastId,
      onMessage: (message) => this.#arrived(store, message, false),
      onEdit: (message) => this.#arrived(store, message, true),
      onState: (state, again) => this.#state(store, state, again),
    });
  }

  /** @param {MessageStore} store @param {import('./room-api.js').Message} message @param {boolean} edit */
  #arrived(store, message, edit) {
    store.merge([message], { edit });
    this.hooks.onArrived(store, message);
  }

  /** @param {MessageStore} store @param {'open' | 'lost'} state @param {boolean} again */
  #state(store, state, again) {
    if (state === 'lost') {
      this.hooks.onLost();
      return;
    }
    this.hooks.onBack();
    if (again) void this.catchUp(store);
  }
}
