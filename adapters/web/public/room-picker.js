/** The group rooms, and the private talk of whoever is speaking. */

import { el, icon } from './dom.js';

/**
 * @typedef {object} RoomsShown
 * @property {import('./room-api.js').Room[]} groups
 * @property {string} current id of the open room
 * @property {{ id: string, name: string } | undefined} privateRoom of the present speaker
 * @property {number} unread in the private talk
 */

/**
 * @param {HTMLElement} root
 * @param {RoomsShown} shown
 * @param {(room: string) => void} onOpen
 */
export function renderRooms(root, { groups, current, privateRoom, unread }, onOpen) {
  /** @param {string} id @param {string} iconName @param {string} name @param {string} note @param {number} count */
  const item = (id, iconName, name, note, count) => {
    const button = el(
      'button',
      {
        type: 'button',
        class: 'room',
        'aria-current': id === current ? 'true' : undefined,
        on: { click: () => onOpen(id) },
      },
      el('span', { class: 'room-icon' }, icon(iconName)),
      el(
        'span',
        { class: 'room-words' },
        el('span', { class: 'room-name', text: name }),
        el('span', { class: 'room-note', text: note }),
      ),
      count > 0 && el('span', { class: 'badge' }, String(count), el('span', { class: 'sr', text: '条未读' })),
    );
    return el('li', {}, button);
  };
  const hadFocus = root.contains(document.activeElement);
  root.replaceChildren(
    ...groups.map((room) => item(room.id, 'group', room.name, '会员群，大家都看得到', 0)),
    ...(privateRoom ? [item(privateRoom.id, 'lock', '私聊', `${privateRoom.name} 和 同心助手`, unread)] : []),
  );
  if (hadFocus) /** @type {HTMLElement | null} */ (root.querySelector('[aria-current]'))?.focus();
}
