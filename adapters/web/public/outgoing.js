/**
 * Sends what people wrote, one after the other, so that two quick messages keep their order. A failed one stays in the
 * store with its text, files and key; sending it again can not make a second message.
 */

import { kindMessage, newKey, postMessage } from './room-api.js';

/** @typedef {import('./message-store.js').MessageStore} MessageStore */
/** @typedef {import('./message-store.js').Pending} Pending */

/** @param {File} file @returns {Promise<{ name: string, type: string, base64: string }>} */
function encode(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => {
      const dataUrl = String(reader.result);
      const type = file.type || 'application/octet-stream';
      resolve({ name: file.name, type, base64: dataUrl.slice(dataUrl.indexOf(',') + 1) });
    };
    reader.readAsDataURL(file);
  });
}

/** @param {Pending} item */
async function bodyOf(item) {
  const attachments = await Promise.all(item.files.map(encode));
  return {
    from: item.from,
    text: item.text,
    key: item.key,
    ...(item.replyTo ? { replyTo: item.replyTo.wireId } : {}),
    ...(attachments.length ? { attachments } : {}),
  };
}

/**
 * @param {{ onSent: (store: MessageStore, id: string) => void, onFailed: (message: string) => void }} hooks
 */
export function createOutgoing({ onSent, onFailed }) {
  let queue = Promise.resolve();

  /** @param {MessageStore} store @param {Pending} item */
  const deliver = async (store, item) => {
    try {
      const id = await postMessage(store.room, await bodyOf(item));
      store.settle(item.key, id);
      onSent(store, id);
    } catch (error) {
      const reason = error instanceof DOMException ? '文件读不出来，请重新选择。' : kindMessage(error);
      store.update(item.key, { state: 'failed', error: reason });
      onFailed(reason);
    }
  };

  /** @param {MessageStore} store @param {Pending} item */
  const enqueue = (store, item) => {
    queue = queue.then(() => deliver(store, item));
  };

  return {
    /**
     * @param {MessageStore} store
     * @param {{ from: string, text: string, replyTo?: import('./room-api.js').Message, files?: File[] }} draft
     */
    send(store, { from, text, replyTo, files = [] }) {
      /** @type {Pending} */
      const item = {
        key: newKey(),
        from,
        text,
        replyTo,
        files,
        state: 'sending',
        at: new Date().toISOString(),
        version: 0,
      };
      store.addPending(item);
      enqueue(store, item);
    },
    /** @param {MessageStore} store @param {Pending} item */
    resend(store, item) {
      store.update(item.key, { state: 'sending', error: undefined });
      enqueue(store, item);
    },
  };
}
