/** Who is speaking: one large radio button per member, with a badge where the assistant wrote to them privately. */

import { el } from './dom.js';

export class SpeakerPicker {
  /**
   * @param {HTMLElement} root
   * @param {import('./people.js').People} people
   * @param {(key: string, byPointer: boolean) => void} onPick `byPointer`: a tap, after which a sheet may close
   */
  constructor(root, people, onPick) {
    this.root = root;
    this.people = people;
    this.onPick = onPick;
    /** @type {Map<string, { input: HTMLInputElement, badge: HTMLElement }>} */
    this.choices = new Map();
  }

  /** Draws the members anew. */
  render() {
    this.choices.clear();
    this.root.replaceChildren(...this.people.members.map((member) => this.#choice(member)));
  }

  /** @param {import('./room-api.js').Member} member */
  #choice({ key, name, role }) {
    const input = el('input', { type: 'radio', name: 'speaker', value: key, class: 'speaker-input' });
    const badge = el('span', { class: 'badge', hidden: true });
    input.addEventListener('change', () => this.onPick(key, false));
    const label = el(
      'label',
      { class: 'speaker' },
      input,
      this.people.avatar(key),
      el(
        'span',
        { class: 'speaker-words' },
        el('span', { class: 'speaker-name', text: name }),
        el('span', { class: `speaker-role role-${role}`, text: this.people.roleOf(key) }),
      ),
      badge,
    );
    // A tap on the label (or on the one already chosen) closes the sheet; arrow keys move without closing it.
    label.addEventListener('click', (event) => {
      if (event.detail > 0) setTimeout(() => this.onPick(key, true));
    });
    this.choices.set(key, { input, badge });
    return label;
  }

  /** @param {string} key */
  select(key) {
    const choice = this.choices.get(key);
    if (choice) choice.input.checked = true;
  }

  /** Moves the focus to the chosen member. */
  focus() {
    const chosen = [...this.choices.values()].find(({ input }) => input.checked);
    chosen?.input.focus();
  }

  /** @param {Map<string, number>} unread by member key */
  showUnread(unread) {
    for (const [key, { badge }] of this.choices) {
      const count = unread.get(key) ?? 0;
      badge.hidden = count === 0;
      badge.replaceChildren(
        el('span', { 'aria-hidden': 'true' }, el('span', { class: 'badge-word', text: '私信 ' }), String(count)),
      );
      badge.append(el('span', { class: 'sr', text: `，有${count}条未读私信` }));
    }
  }
}
