/** The empty room greets and offers what one may say. */

import { el } from './dom.js';
import { BOT } from './room-api.js';
import { GROUP_STARTERS, PRIVATE_STARTERS, startersView } from './starters.js';

/** @typedef {{ isPrivate: boolean, roomName: string, speaker: string, people: import('./people.js').People }} Scene */

/** @param {Scene} scene @param {(text: string, speaker: string) => void} choose */
export function startersOf({ isPrivate, speaker, people }, choose) {
  return startersView(
    isPrivate ? PRIVATE_STARTERS : GROUP_STARTERS,
    ({ role, skip }) => (role ? people.withRole(role, skip) : people.find(speaker)),
    people,
    choose,
  );
}

/**
 * Shown while no member has said anything; the same element as long as the scene is the same, so that it keeps focus.
 *
 * @param {() => Scene} sceneOf
 * @param {(text: string, speaker: string) => void} choose
 * @returns {(store: import('./message-store.js').MessageStore) => HTMLElement | undefined}
 */
export function createGreeting(sceneOf, choose) {
  let sign = '';
  /** @type {HTMLElement | undefined} */
  let view;
  return (store) => {
    if (store.pending.length > 0 || store.messages.some((message) => message.from !== BOT)) return undefined;
    const scene = sceneOf();
    const now = `${store.room} ${scene.speaker} ${scene.people.members.length}`;
    if (!view || now !== sign) view = build(scene, choose);
    sign = now;
    return view;
  };
}

/** @param {Scene} scene @param {(text: string, speaker: string) => void} choose */
function build(scene, choose) {
  const title = scene.isPrivate
    ? `这是${scene.people.nameOf(scene.speaker)}和同心助手的私聊`
    : `这里是${scene.roomName.replace(/(的)?(会员)?群$/, '')}的会员群`;
  const words = scene.isPrivate
    ? '这里说的话，群里看不到。可以这样开始：'
    : '同心助手在群里收集社情民意、提醒活动、记积分。点一句试试：发言人会自动选好，再点“发送”就行。';
  return el(
    'div',
    { class: 'greeting' },
    el('h2', { text: title }),
    el('p', { text: words }),
    startersOf(scene, choose),
  );
}
