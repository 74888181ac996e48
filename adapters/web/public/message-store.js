/**
 * What the page knows of one room: the messages by id, in order of id, and what is still on its way out.
 * The stream, the catch-up and the answer to a POST may each bring the same message, in any order; it is there once.
 */

/** @typedef {import('./room-api.js').Message} Message */
/**
 * @typedef {object} Pending
 * @property {string} key
 * @property {string} from
 * @property {string} text
 * @property {Message | undefined} replyTo
 * @property {File[]} files
 * @property {'sending' | 'failed' | 'sent'} state
 * @property {string} [id] known once the server has committed it
 * @property {string} [error]
 * @property {string} at
 * @property {number} version
 */

/** @param {string} text */
const folded = (text) => text.replace(/\s+/g, ' ').trim();

export class MessageStore {
  /** @param {string} room */
  constructor(room) {
    this.room = room;
    /** @type {Message[]} */
    this.messages = [];
    /** @type {Map<string, { message: Message, version: number }>} */
    this.byId = new Map();
    /** @type {Pending[]} */
    this.pending = [];
    this.loaded = false;
    /** Called after every change. */
    this.onChange = () => {};
  }

  /** The id to ask the server from; `0` when nothing is known. */
  get lastId() {
    return this.messages.at(-1)?.id ?? '0';
  }

  /** An id some messages back, to fetch again what may have been edited meanwhile. @param {number} count */
  idBefore(count) {
    return this.messages.at(-count - 1)?.id ?? '0';
  }

  /** @param {string | undefined} id @returns {Message | undefined} */
  find(id) {
    return id === undefined ? undefined : this.byId.get(id)?.message;
  }

  /** Grows with each edit of the message. @param {string} id */
  versionOf(id) {
    return this.byId.get(id)?.version ?? 0;
  }

  /**
   * Adds messages and takes over edits.
   *
   * @param {Message[]} incoming
   * @param {{ edit?: boolean }} [options] `edit`: the server says these are edited
   * @returns {Message[]} those that were new
   */
  merge(incoming, { edit = false } = {}) {
    /** @type {Message[]} */
    const added = [];
    let changed = false;
    for (const message of incoming) {
      const known = this.byId.get(message.id);
      if (!known) {
        this.#add(edit ? { ...message, edited: true } : message);
        added.push(message);
      } else if (differs(known.message, message) || (edit && !known.message.edited)) {
        changed = true;
        this.#replace({ ...message, edited: true }, known.version + 1);
      }
    }
    if (added.length || changed) this.onChange();
    return added;
  }

  /** @param {Message} message */
  #add(message) {
    const at = this.messages.findLastIndex((other) => Number(other.id) < Number(message.id));
    this.messages.splice(at + 1, 0, message);
    this.byId.set(message.id, { message, version: 0 });
    this.#settleBy(message);
  }

  /** @param {Message} message @param {number} version */
  #replace(message, version) {
    const at = this.messages.findIndex((other) => other.id === message.id);
    this.messages[at] = message;
    this.byId.set(message.id, { message, version });
  }

  /** The message has arrived: its bubble on the way out goes. The stream can be faster than the POST's answer. */
  #settleBy(/** @type {Message} */ message) {
    const byId = this.pending.findIndex((item) => item.id === message.id);
    const at = byId >= 0 ? byId : this.pending.findIndex((item) => isSame(item, message));
    if (at >= 0) this.pending.splice(at, 1);
  }

  /** @param {Pending} item */
  addPending(item) {
    this.pending.push(item);
    this.onChange();
  }

  /** The server has committed it. @param {string} key @param {string} id */
  settle(key, id) {
    const item = this.pending.find((other) => other.key === key);
    if (!item) return;
    if (this.byId.has(id)) this.drop(key);
    else this.update(key, { state: 'sent', id });
  }

  /** @param {string} key @param {Partial<Pending>} change */
  update(key, change) {
    const item = this.pending.find((other) => other.key === key);
    if (!item) return;
    Object.assign(item, change);
    item.version += 1;
    this.onChange();
  }

  /** @param {string} key */
  drop(key) {
    this.pending = this.pending.filter((item) => item.key !== key);
    this.onChange();
  }
}

/** @param {Message} a @param {Message} b */
function differs(a, b) {
  return a.text !== b.text || JSON.stringify([a.buttons, a.attachments]) !== JSON.stringify([b.buttons, b.attachments]);
}

/** @param {Pending} item @param {Message} message */
function isSame(item, message) {
  return (
    item.id === undefined &&
    item.from === message.from &&
    folded(item.text) === folded(message.text) &&
    item.files.length === message.attachments.length
  );
}
