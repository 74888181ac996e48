/** Who is in the unit: names, roles, and a colour and monogram for each, the same everywhere on the page. */

import { BOT } from './room-api.js';
import { el, icon } from './dom.js';
import { roleWord } from './wording.js';

const TONES = 9;

export class People {
  /** @type {import('./room-api.js').Member[]} */
  members = [];

  /** @param {import('./room-api.js').Member[]} members */
  set(members) {
    this.members = members;
  }

  /** @param {string} key */
  find(key) {
    return this.members.find((member) => member.key === key);
  }

  /** @param {string} key */
  nameOf(key) {
    return key === BOT ? '同心助手' : (this.find(key)?.name ?? key);
  }

  /** @param {string} key */
  roleOf(key) {
    return roleWord(this.find(key)?.role ?? '');
  }

  /** The first member with a role, counted from `skip`. @param {string} role @param {number} [skip] */
  withRole(role, skip = 0) {
    const fitting = this.members.filter((member) => member.role === role);
    return fitting[skip] ?? fitting[0] ?? this.members[0];
  }

  /** A round monogram; decoration beside a written name. @param {string} key */
  avatar(key) {
    if (key === BOT) return el('span', { class: 'avatar avatar-bot', 'aria-hidden': 'true' }, icon('bot'));
    const at = this.members.findIndex((member) => member.key === key);
    const letters = [...this.nameOf(key)].slice(-2).join('');
    return el('span', { class: `avatar tone-${(at + TONES) % TONES}`, 'aria-hidden': 'true', text: letters });
  }
}
