/** One message, or one still on its way out, as a row of the log. */

import { attachmentsView } from './attachment-view.js';
import { el, icon, linkedText } from './dom.js';
import { BOT } from './room-api.js';
import { timeOfDay } from './times.js';

/** @typedef {import('./room-api.js').Message} Message */
/** @typedef {import('./message-store.js').Pending} Pending */
/**
 * @typedef {object} RowActions
 * @property {(message: Message) => void} reply
 * @property {(message: Message, button: import('./room-api.js').MessageButton) => Promise<void>} press
 * @property {(id: string) => void} jumpTo
 * @property {(item: Pending) => void} resend
 * @property {(item: Pending) => void} takeBack put the text into the composer again
 * @property {(item: Pending) => void} discard
 */
/** @typedef {{ people: import('./people.js').People, store: import('./message-store.js').MessageStore, actions: RowActions }} RowContext */

const SNIPPET = 60;

/** The first words of a message for a quote. @param {Message} message */
export function snippetOf(message) {
  const text = message.text.replace(/\s+/g, ' ').trim();
  const files = message.attachments.map((file) => `[${file.name}]`).join(' ');
  const whole = [...(text || files || '（空）')];
  return whole.length > SNIPPET ? `${whole.slice(0, SNIPPET).join('')}…` : whole.join('');
}

/** @param {string | undefined} id @param {RowContext} context */
function quoteView(id, { people, store, actions }) {
  if (id === undefined) return undefined;
  const quoted = store.find(id);
  if (!quoted) return el('p', { class: 'quote', text: '回复一条较早的消息' });
  return el(
    'button',
    {
      type: 'button',
      class: 'quote',
      on: { click: () => actions.jumpTo(id) },
    },
    el('span', { class: 'quote-name', text: people.nameOf(quoted.from) }),
    el('span', { class: 'quote-text', text: snippetOf(quoted) }),
    el('span', { class: 'sr', text: '，去看原话' }),
  );
}

/**
 * Text that folds when it is long; whether it is long is measured by the list. A heading is its first line.
 *
 * @param {string} text @param {string} [title]
 */
function textView(text, title = '') {
  if (!text) return [];
  const head = title && text.startsWith(title) ? title : '';
  const body = el('div', { class: 'text' }, head && el('strong', { text: head }), linkedText(text.slice(head.length)));
  const more = el('button', {
    type: 'button',
    class: 'more',
    'aria-expanded': 'false',
    hidden: true,
    text: '展开全文',
  });
  more.addEventListener('click', () => {
    const open = body.classList.toggle('open');
    more.setAttribute('aria-expanded', String(open));
    more.textContent = open ? '收起' : '展开全文';
  });
  return [body, more];
}

/** @param {Message} message @param {RowContext} context */
function keysView(message, { actions }) {
  if (message.buttons.length === 0) return undefined;
  const keys = el('div', { class: 'keys', role: 'group', 'aria-label': '可以点的回答' });
  for (const row of message.buttons) {
    const line = el('div', { class: 'keys-row' });
    for (const button of row) {
      const key = el('button', { type: 'button', class: 'key', text: button.label });
      key.addEventListener('click', async () => {
        if (key.getAttribute('aria-disabled') === 'true') return;
        key.setAttribute('aria-disabled', 'true');
        await actions.press(message, button);
        key.removeAttribute('aria-disabled');
      });
      line.append(key);
    }
    keys.append(line);
  }
  return keys;
}

/** @param {string} from @param {string} at @param {RowContext} context @param {boolean} edited */
function nameLine(from, at, { people }, edited) {
  const role = from === BOT ? '' : people.roleOf(from);
  return el(
    'p',
    { class: 'msg-name' },
    el('span', { class: 'msg-who', text: people.nameOf(from) }),
    role && el('span', { class: 'msg-role', text: role }),
    el('time', { datetime: at, text: timeOfDay(at) }),
    edited && el('span', { class: 'edited', text: '已更新' }),
  );
}

/** @param {Message} message @param {RowContext} context @returns {HTMLElement} */
export function messageRow(message, context) {
  const { people, actions } = context;
  const name = people.nameOf(message.from);
  const reply = el(
    'button',
    {
      type: 'button',
      class: 'reply-button',
      'aria-label': `回复${name}`,
      title: '回复',
      on: { click: () => actions.reply(message) },
    },
    icon('reply'),
  );
  const bubble = el(
    'div',
    { class: 'bubble' },
    quoteView(message.replyTo, context),
    ...textView(message.text, message.title),
    attachmentsView(message.attachments),
  );
  return el(
    'article',
    {
      class: `msg ${message.from === BOT ? 'bot' : 'person'}`,
      tabindex: '-1',
      'aria-label': `${name} ${timeOfDay(message.at)}`,
    },
    people.avatar(message.from),
    el(
      'div',
      { class: 'msg-body' },
      nameLine(message.from, message.at, context, message.edited),
      el('div', { class: 'bubble-line' }, bubble, reply),
      keysView(message, context),
      message.edited && el('p', { class: 'edited edited-below', text: '已更新' }),
    ),
  );
}

/** @param {Pending} item @param {RowContext} context */
function failedLine(item, { actions }) {
  /** @param {string} text @param {() => void} act */
  const button = (text, act) => el('button', { type: 'button', class: 'key', text, on: { click: act } });
  return el(
    'div',
    { class: 'failed-line', role: 'alert' },
    el('p', {}, icon('warn'), `没有发出去。${item.error ?? ''}`),
    el(
      'div',
      { class: 'keys-row' },
      button('重发', () => actions.resend(item)),
      button('改一改', () => actions.takeBack(item)),
      button('不发了', () => actions.discard(item)),
    ),
  );
}

/** @param {Pending} item @param {RowContext} context @returns {HTMLElement} */
export function pendingRow(item, context) {
  const files = item.files.map(({ name, type, size }) => ({ name, type, size, url: '' }));
  const bubble = el(
    'div',
    { class: 'bubble' },
    quoteView(item.replyTo?.id, context),
    ...textView(item.text),
    attachmentsView(files),
  );
  return el(
    'article',
    {
      class: `msg person pending ${item.state}`,
      tabindex: '-1',
      'aria-label': `${context.people.nameOf(item.from)} 发送中`,
    },
    context.people.avatar(item.from),
    el(
      'div',
      { class: 'msg-body' },
      nameLine(item.from, item.at, context, false),
      el('div', { class: 'bubble-line' }, bubble),
      item.state === 'sending' && el('p', { class: 'sending', text: '发送中…' }),
      item.state === 'failed' && failedLine(item, context),
    ),
  );
}
