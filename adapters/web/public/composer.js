/** Writing: the text, the quote one answers, the files, and the key that sends. */

import { byId, el, icon } from './dom.js';
import { FileTray } from './file-tray.js';
import { snippetOf } from './message-view.js';

/** @typedef {{ text: string, replyTo: import('./room-api.js').Message | undefined, files: File[] }} Draft */

/** On phones Enter makes a new line; there is a large key for sending. */
const touch = matchMedia('(pointer: coarse)');
const MAX_TEXT_REM = 9;

export class Composer {
  /**
   * @param {import('./people.js').People} people
   * @param {(draft: Draft) => void} onSend
   */
  constructor(people, onSend) {
    this.people = people;
    this.onSend = onSend;
    this.form = /** @type {HTMLFormElement} */ (byId('composer'));
    this.field = /** @type {HTMLTextAreaElement} */ (byId('composer-text'));
    this.note = byId('composer-note');
    this.quote = byId('replying');
    this.sendButton = /** @type {HTMLButtonElement} */ (byId('send'));
    this.tray = new FileTray(
      byId('tray'),
      (note) => this.say(note),
      () => this.#fresh(),
    );
    /** @type {import('./room-api.js').Message | undefined} */
    this.replyTo = undefined;
    this.#listen();
    this.#fresh();
  }

  #listen() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener('input', () => this.#fresh());
    this.field.addEventListener('keydown', (event) => this.#key(event));
    this.field.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      this.tray.add(files);
    });
    const picker = /** @type {HTMLInputElement} */ (byId('files'));
    byId('attach').addEventListener('click', () => picker.click());
    picker.addEventListener('change', () => {
      this.tray.add([...(picker.files ?? [])]);
      picker.value = '';
      this.field.focus();
    });
    const talk = byId('talk');
    talk.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      talk.classList.add('dropping');
    });
    talk.addEventListener('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node) || !talk.contains(event.relatedTarget))
        talk.classList.remove('dropping');
    });
    talk.addEventListener('drop', (event) => {
      talk.classList.remove('dropping');
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.tray.add(event.dataTransfer.files);
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // While an input method is composing, Enter picks a word and must not send.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape' && this.replyTo) {
      event.stopPropagation();
      this.setReply(undefined);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey && (!touch.matches || event.ctrlKey)) {
      event.preventDefault();
      this.#send();
    }
  }

  #send() {
    const text = this.field.value.trim();
    if (!text && this.tray.files.length === 0) {
      this.field.focus();
      return;
    }
    const draft = { text, replyTo: this.replyTo, files: this.tray.take() };
    this.field.value = '';
    this.setReply(undefined);
    this.say('');
    this.onSend(draft);
    this.field.focus();
  }

  /** Height follows the text; the send key shows whether there is something to send. */
  #fresh() {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, MAX_TEXT_REM * rem)}px`;
    this.sendButton.classList.toggle('ready', this.field.value.trim() !== '' || this.tray.files.length > 0);
  }

  /** @param {import('./room-api.js').Message | undefined} message */
  setReply(message) {
    this.replyTo = message;
    this.quote.hidden = !message;
    if (!message) {
      this.quote.replaceChildren();
      this.#fresh();
      return;
    }
    const cancel = el('button', { type: 'button', class: 'chip-close', 'aria-label': '不回复这条了' }, icon('close'));
    cancel.addEventListener('click', () => {
      this.setReply(undefined);
      this.field.focus();
    });
    this.quote.replaceChildren(
      el(
        'p',
        {},
        el('span', { class: 'quote-name', text: `回复 ${this.people.nameOf(message.from)}` }),
        el('span', { class: 'quote-text', text: snippetOf(message) }),
      ),
      cancel,
    );
    this.field.focus();
  }

  /** Puts something to send into the composer. @param {Partial<Draft>} draft */
  fill({ text = '', replyTo, files = [] }) {
    this.field.value = text;
    this.tray.set(files);
    this.setReply(replyTo);
    this.#fresh();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  /** A line for the person who writes; empty = none. @param {string} note */
  say(note) {
    this.note.textContent = note;
    this.note.hidden = note === '';
  }

  /** Type size or width changed. */
  resized() {
    this.#fresh();
  }
}
