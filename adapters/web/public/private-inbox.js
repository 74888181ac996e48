/**
 * Which private talks hold something unread from the assistant. A browser opens only a few streams at a time, so the
 * private rooms that are not open are asked now and then, and at once after something happened.
 */

import { BOT, fetchMessages, fetchRooms } from './room-api.js';

const EVERY_MS = 6000;
const SOON_MS = [250, 1200, 3000];

/** @param {string} room */
const seenKey = (room) => `tongxin.seen.${room}`;

/** @param {string} room */
export const memberOf = (room) => room.slice('dm:'.length);

export class PrivateInbox {
  /** @param {(unread: Map<string, number>) => void} onChange unread counts by member key */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Map<string, { known: string, fromBot: string[] }>} */
    this.rooms = new Map();
    this.busy = false;
    this.again = false;
    this.planned = 0;
  }

  /** @param {import('./room-api.js').Room[]} rooms */
  async start(rooms) {
    for (const room of rooms) if (room.kind === 'dm') this.rooms.set(room.id, { known: '0', fromBot: [] });
    await this.check();
    setInterval(() => {
      if (!document.hidden) void this.check();
    }, EVERY_MS);
  }

  /** Something was said: an answer in private is likely. In a flood of messages one round of questions is enough. */
  soon() {
    if (this.planned > 0) return;
    this.planned = SOON_MS.length;
    for (const wait of SOON_MS) {
      setTimeout(() => {
        this.planned -= 1;
        void this.check();
      }, wait);
    }
  }

  /** Asks for news; asked again while asking, it asks once more afterwards. */
  async check() {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      await this.#ask();
    } catch (error) {
      // The banner of the open room already says that the line is down; the next round asks again.
      console.debug('private inbox', error);
    } finally {
      this.busy = false;
    }
    if (this.again) {
      this.again = false;
      await this.check();
    }
  }

  async #ask() {
    const lastIds = new Map((await fetchRooms()).map((room) => [room.id, room.lastId]));
    for (const [id, state] of this.rooms) {
      const lastId = lastIds.get(id);
      if (lastId !== undefined && Number(lastId) <= Number(state.known)) continue;
      const news = await fetchMessages(id, state.known);
      if (state.known === '0') forgetFutureSeen(id, news.at(-1)?.id ?? '0');
      state.known = news.at(-1)?.id ?? state.known;
      state.fromBot.push(...news.filter((message) => message.from === BOT).map((message) => message.id));
    }
    this.#tell();
  }

  /** Everything up to `lastId` in this private room has been seen. @param {string} room @param {string} lastId */
  markSeen(room, lastId) {
    if (!this.rooms.has(room) || Number(lastId) <= seenOf(room)) return;
    localStorage.setItem(seenKey(room), lastId);
    this.#tell();
  }

  #tell() {
    const unread = new Map();
    for (const [id, { fromBot }] of this.rooms) {
      const seen = seenOf(id);
      unread.set(memberOf(id), fromBot.filter((message) => Number(message) > seen).length);
    }
    this.onChange(unread);
  }
}

/** @param {string} room */
function seenOf(room) {
  return Number(localStorage.getItem(seenKey(room)) ?? 0);
}

/** After the data were made anew the ids start again, and an old mark would hide what is new. @param {string} room @param {string} lastId */
function forgetFutureSeen(room, lastId) {
  if (seenOf(room) > Number(lastId)) localStorage.removeItem(seenKey(room));
}
