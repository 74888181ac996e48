/**
 * The web room: one person plays every member of the sample unit. This file joins the parts; each part has its file.
 * Answers of the server reach the page by three ways (stream, catch-up, POST); MessageStore makes them one.
 */

import { Composer } from './composer.js';
import { byId, el } from './dom.js';
import { createBanner, enableSheet, enableViews, showPrivateHint, showSpeaker } from './frame.js';
import { createGreeting, startersOf } from './greeting.js';
import { Ledger } from './ledger-panel.js';
import { MessageList } from './message-list.js';
import { MessageStore } from './message-store.js';
import { createOutgoing } from './outgoing.js';
import { keepPlace, readPlace } from './page-state.js';
import { People } from './people.js';
import { memberOf, PrivateInbox } from './private-inbox.js';
import { BOT, fetchMembers, fetchRooms, kindMessage, newKey, postMessage } from './room-api.js';
import { renderRooms } from './room-picker.js';
import { RoomSession } from './room-session.js';
import { SpeakerPicker } from './speaker-picker.js';
import { enableTextSize } from './text-size.js';

/** @typedef {import('./room-api.js').Room} Room */

const RETRY_START_MS = 3000;
const LATE_MS = 1200;

const people = new People();
/** @type {Room[]} */
let rooms = [];
/** The group whose members are played; stays when a private talk is open. */
let group = '';
let room = '';
let speaker = '';
/** @type {Map<string, number>} */
let unread = new Map();
/** @type {Map<string, MessageStore>} */
const stores = new Map();
const isPrivate = () => room !== group;
const privateRoomOf = (/** @type {string} */ key) => rooms.find((candidate) => candidate.id === `dm:${key}`);
const unit = () => rooms.find((candidate) => candidate.id === group)?.unit ?? '';

/** @param {string} id */
function storeOf(id) {
  const store = stores.get(id) ?? new MessageStore(id);
  stores.set(id, store);
  return store;
}

const groupName = () => rooms.find((candidate) => candidate.id === group)?.name ?? '';
const scene = () => ({ isPrivate: isPrivate(), roomName: groupName(), speaker, people });

const sheet = enableSheet();
const banner = createBanner();
const session = new RoomSession({
  onCaughtUp: (store) => {
    banner.back();
    list.plan();
    if (store.room === room) seeOpenRoom();
  },
  onArrived: (_store, message) => {
    seeOpenRoom();
    if (message.from !== BOT) return;
    ledger.soon();
    inbox.soon();
  },
  onLost: () => banner.lost(),
  onBack: () => banner.back(),
});
const composer = new Composer(people, (draft) => {
  list.toEnd();
  outgoing.send(storeOf(room), { from: speaker, ...draft });
});
const outgoing = createOutgoing({
  onSent: (store) => {
    inbox.soon();
    // Should the stream be down, the sent message and its answers are asked for.
    setTimeout(() => {
      if (store.pending.some((item) => item.state === 'sent')) void session.catchUp(store);
    }, LATE_MS);
  },
  onFailed: () => list.toEnd(),
});
const inbox = new PrivateInbox((counts) => {
  unread = counts;
  seeOpenRoom();
  showNews();
});
const ledger = new Ledger(byId('ledger'), people, unit);
const views = enableViews((open) => {
  ledger.setVisible(open);
  if (!open) list.plan();
  savePlace();
});
const list = new MessageList({
  log: byId('log'),
  jump: byId('jump'),
  people,
  greeting: createGreeting(scene, useStarter),
  actions: {
    reply: (message) => composer.setReply(message),
    press: pressButton,
    resend: (item) => outgoing.resend(storeOf(room), item),
    discard: (item) => storeOf(room).drop(item.key),
    takeBack: (item) => {
      storeOf(room).drop(item.key);
      speakAs(item.from);
      composer.fill(item);
    },
  },
});
const picker = new SpeakerPicker(byId('speakers'), people, (key, byPointer) => {
  if (key !== speaker) speakAs(key);
  if (byPointer) sheet.close();
});

/** @param {import('./room-api.js').Message} message @param {import('./room-api.js').MessageButton} button */
async function pressButton(message, button) {
  composer.say('');
  try {
    await postMessage(room, { from: speaker, action: button.action, replyTo: message.wireId, key: newKey() });
    inbox.soon();
  } catch (error) {
    composer.say(kindMessage(error));
  }
}

/** A starter goes into the composer with its speaker; one more tap sends it. @param {string} text @param {string} key */
function useStarter(text, key) {
  showStarters(false);
  if (key !== speaker) speakAs(key);
  composer.fill({ text });
}

/** @param {boolean} open */
function showStarters(open) {
  const panel = byId('starters');
  panel.hidden = !open;
  panel.replaceChildren(...(open ? [startersOf(scene(), useStarter)] : []));
  byId('show-starters').setAttribute('aria-expanded', String(open));
}

/** What is open and visible has been seen. */
function seeOpenRoom() {
  if (!document.hidden && isPrivate()) inbox.markSeen(room, storeOf(room).lastId);
}

/** @param {string} id */
function openRoom(id) {
  const found = rooms.find((candidate) => candidate.id === id);
  if (!found) return;
  room = id;
  if (found.kind === 'group') group = id;
  list.show(storeOf(id));
  composer.setReply(undefined);
  composer.say('');
  showStarters(false);
  showNames();
  session.open(storeOf(id));
}

/** @param {string} key */
function speakAs(key) {
  const wasPrivate = isPrivate();
  speaker = key;
  picker.select(key);
  list.setSpeaker(key);
  if (wasPrivate && privateRoomOf(key)) openRoom(`dm:${key}`);
  else showNames();
}

/** Everything that names the room or the speaker. */
function showNames() {
  byId('room-name').textContent = isPrivate() ? `${people.nameOf(speaker)}的私聊` : groupName();
  byId('room-note').textContent = isPrivate()
    ? '只有本人和同心助手看得到'
    : `只在这台电脑上 · ${people.members.length} 人`;
  document.title = `${byId('room-name').textContent} · 同心助手`;
  byId('back').hidden = !isPrivate();
  document.body.classList.toggle('private', isPrivate());
  showSpeaker(people, speaker);
  showNews();
  savePlace();
}

/** Badges and the line about private news. */
function showNews() {
  const privateRoom = privateRoomOf(speaker);
  const own = unread.get(speaker) ?? 0;
  const all = [...unread.values()].reduce((sum, count) => sum + count, 0);
  picker.showUnread(unread);
  renderRooms(
    byId('rooms'),
    {
      groups: rooms.filter((candidate) => candidate.kind === 'group'),
      current: room,
      privateRoom: privateRoom && { id: privateRoom.id, name: people.nameOf(speaker) },
      unread: own,
    },
    (id) => {
      sheet.close();
      views.set(views.isOpen() && matchMedia('(min-width: 1180px)').matches);
      void enterRoom(id);
    },
  );
  const badge = byId('bar-badge');
  badge.hidden = all === 0;
  badge.replaceChildren(
    el('span', { 'aria-hidden': 'true', text: String(all) }),
    el('span', { class: 'sr', text: `共有${all}条未读私信` }),
  );
  showPrivateHint(people.nameOf(speaker), isPrivate() ? 0 : own, () => privateRoom && openRoom(privateRoom.id));
}

function savePlace() {
  if (room) keepPlace({ room, as: speaker, view: views.isOpen() ? 'ledger' : '' });
}

/** Opens a room chosen by hand; another group may have other members. @param {string} id */
async function enterRoom(id) {
  const found = rooms.find((candidate) => candidate.id === id);
  if (found?.kind === 'group' && id !== group) await useMembers(id);
  openRoom(id);
}

/** @param {string} groupId */
async function useMembers(groupId) {
  people.set(await fetchMembers(groupId));
  group = groupId;
  if (!people.find(speaker)) speaker = people.members[0]?.key ?? '';
  picker.render();
  picker.select(speaker);
  list.setSpeaker(speaker);
}

function listen() {
  const change = () => {
    if (!sheet.open()) picker.focus();
  };
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    byId('composer-text').focus();
  });
  byId('who').addEventListener('click', change);
  byId('open-sheet').addEventListener('click', change);
  byId('back').addEventListener('click', () => openRoom(group));
  byId('show-starters').addEventListener('click', () => showStarters(Boolean(byId('starters').hidden)));
  byId('starters').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    showStarters(false);
    byId('show-starters').focus();
  });
  byId('ask-help').addEventListener('click', () => {
    list.toEnd();
    outgoing.send(storeOf(room), { from: speaker, text: '帮助' });
  });
  for (const event of ['online', 'focus']) window.addEventListener(event, () => session.retryNow());
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    session.retryNow();
    seeOpenRoom();
    void inbox.check();
  });
}

/** Asks for rooms and members until the server answers. */
async function start() {
  const place = readPlace();
  try {
    rooms = await fetchRooms();
    const wanted = rooms.find((candidate) => candidate.id === place.room);
    const first = wanted?.kind === 'group' ? wanted : rooms.find((candidate) => candidate.kind === 'group');
    if (!first) throw new Error('no group room');
    const asked = wanted?.kind === 'dm' ? memberOf(wanted.id) : place.as;
    speaker = asked;
    await useMembers(first.id);
    banner.back();
    if (people.members.length === 0) {
      byId('room-name').textContent = first.name;
      byId('room-note').textContent = '还没有会员。请先在会员群里对我说“绑定 认领码”，认领码在启动我的窗口里。';
      setTimeout(() => void start(), RETRY_START_MS);
      return;
    }
    openRoom(wanted && privateRoomOf(speaker)?.id === wanted.id ? wanted.id : first.id);
  } catch (error) {
    byId('room-name').textContent = '正在等服务器…';
    byId('room-note').textContent = kindMessage(error);
    setTimeout(() => void start(), RETRY_START_MS);
    return;
  }
  if (place.view === 'ledger') views.set(true);
  void inbox.start(rooms);
}

enableTextSize(() => composer.resized());
listen();
void start();
