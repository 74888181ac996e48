/**
 * The HTTP doors of the web room. Every answer is turned into the shapes below here, so the rest of the page never
 * sees a raw body; every failure is an ApiError whose message can be shown to a person.
 */

/** @typedef {{ id: string, name: string, kind: 'group' | 'dm', unit: string, lastId?: string }} Room */
/** @typedef {{ key: string, name: string, role: string }} Member */
/** @typedef {{ name: string, type: string, size: number, url: string }} Attachment */
/** @typedef {{ label: string, action: string }} MessageButton */
/**
 * @typedef {object} Message
 * @property {string} id ids grow; compared as numbers
 * @property {string | number} wireId the id as the server wrote it, for sending back
 * @property {string} from a member's key, or `bot`
 * @property {string} text all the words, a heading being the first line
 * @property {string} title the heading; empty when there is none
 * @property {string | undefined} replyTo
 * @property {Attachment[]} attachments
 * @property {MessageButton[][]} buttons
 * @property {string} at ISO time
 * @property {boolean} edited
 */

export const BOT = 'bot';
/** The most the server lists at once. */
const PAGE = 500;
const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 120_000;

/** A refused or failed request; `message` is kind Chinese and says what to do next. */
export class ApiError extends Error {
  /** @param {string} message @param {number} status 0 = no answer came @param {string} [code] */
  constructor(message, status, code = '') {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** @type {Record<number, string>} */
const KIND_WORDS = {
  400: '这条内容系统没有看懂，请检查后再试。',
  401: '请先登录再试。',
  403: '您现在的身份不能做这件事。',
  404: '没有找到，可能已经被删除。',
  409: '情况刚刚有变化，请刷新后再试。',
  413: '内容或文件太大了，请缩小后再发（每个文件不超过 10 MB）。',
  429: '发得有点快，请稍等片刻再试。',
  503: '服务器正忙，请过一会儿再试。',
};

/** @param {Response} response @returns {Promise<ApiError>} */
async function refusal(response) {
  const body = await response.json().catch(() => undefined);
  const said = body?.error?.message;
  const message =
    typeof said === 'string' && said ? said : (KIND_WORDS[response.status] ?? '服务器出了点问题，请稍后再试。');
  return new ApiError(message, response.status, String(body?.error?.code ?? ''));
}

/**
 * @param {string} path
 * @param {{ method?: string, body?: unknown, timeoutMs?: number }} [options]
 * @returns {Promise<any>}
 */
async function request(path, { method = 'GET', body, timeoutMs = TIMEOUT_MS } = {}) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      cache: 'no-store',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (cause) {
    const slow = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new ApiError(slow ? '等了很久没有回应，请再试一次。' : '连不上服务器，请看看它是否还开着。', 0);
  }
  if (!response.ok) throw await refusal(response);
  return response.json();
}

const at = encodeURIComponent;

/** Only addresses a browser may safely open from a link. @param {unknown} url */
function safeUrl(url) {
  if (typeof url !== 'string') return '';
  const parsed = URL.parse ? URL.parse(url, location.href) : new URL(url, location.href);
  return parsed && /^https?:$/.test(parsed.protocol) ? url : '';
}

/** @param {any} raw @returns {Attachment} */
function toAttachment(raw) {
  return {
    name: String(raw?.name ?? '文件'),
    type: String(raw?.type ?? ''),
    size: Number(raw?.size ?? 0),
    url: safeUrl(raw?.url),
  };
}

/** @param {any} raw a message of the API @returns {Message} */
export function toMessage(raw) {
  return {
    id: String(raw.id),
    wireId: raw.id,
    from: String(raw.from),
    text: String(raw.text ?? ''),
    title: String(raw.title ?? ''),
    replyTo: raw.replyTo === null || raw.replyTo === undefined ? undefined : String(raw.replyTo),
    attachments: Array.isArray(raw.attachments) ? raw.attachments.map(toAttachment) : [],
    buttons: Array.isArray(raw.buttons) ? raw.buttons.filter(Array.isArray) : [],
    at: String(raw.at ?? ''),
    edited: Boolean(raw.editedAt ?? raw.edited),
  };
}

/** @param {any} raw @returns {Room} */
function toRoom(raw) {
  const room = {
    id: String(raw.id),
    name: String(raw.name),
    kind: raw.kind === 'dm' ? 'dm' : 'group',
    unit: String(raw.unit),
  };
  return /** @type {Room} */ (raw.lastId === undefined ? room : { ...room, lastId: String(raw.lastId ?? 0) });
}

/** @returns {Promise<Room[]>} */
export async function fetchRooms() {
  return (await request('/api/rooms')).map(toRoom);
}

/** @param {string} room @returns {Promise<Member[]>} */
export async function fetchMembers(room) {
  return request(`/api/rooms/${at(room)}/members`);
}

/**
 * All messages with a greater id, page by page, so that a server that limits a page still loses nothing.
 *
 * @param {string} room
 * @param {string} after `0` = from the beginning
 * @returns {Promise<Message[]>}
 */
export async function fetchMessages(room, after) {
  /** @type {Message[]} */
  const all = [];
  for (let from = after; ;) {
    const page = (await request(`/api/rooms/${at(room)}/messages?after=${at(from)}&limit=${PAGE}`)).map(toMessage);
    if (page.length === 0) return all;
    all.push(...page);
    const last = page.reduce(
      (/** @type {string} */ max, /** @type {Message} */ m) => (Number(m.id) > Number(max) ? m.id : max),
      from,
    );
    if (last === from) return all;
    from = last;
  }
}

/**
 * Posts a message or a button press; the same `key` twice makes one message.
 *
 * @param {string} room
 * @param {object} body
 * @returns {Promise<string>} the id, once committed
 */
export async function postMessage(room, body) {
  const timeoutMs = 'attachments' in body ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS;
  const answer = await request(`/api/rooms/${at(room)}/messages`, { method: 'POST', body, timeoutMs });
  return String(answer.id);
}

/** @param {string} room @param {string} after */
export function streamUrl(room, after) {
  return `/api/rooms/${at(room)}/stream?after=${at(after)}`;
}

/** @param {string} unit */
export const fetchSubmissions = (unit) => request(`/api/units/${at(unit)}/submissions`);
/** @param {string} unit */
export const fetchActivities = (unit) => request(`/api/units/${at(unit)}/activities`);
/** @param {string} id */
export const fetchRoll = (id) => request(`/api/activities/${at(id)}/roll`);
/** @param {string} unit @param {number} year */
export const fetchPoints = (unit, year) => request(`/api/units/${at(unit)}/points?year=${year}`);
/** @param {string} unit */
export const fetchDrafts = (unit) => request(`/api/units/${at(unit)}/drafts`);
/** @param {string} id */
export const fetchDraft = (id) => request(`/api/drafts/${at(id)}`);
/** @param {string} id */
export const documentUrl = (id) => `/api/drafts/${at(id)}/document.docx`;

/** What to tell a person about any failure. @param {unknown} error */
export function kindMessage(error) {
  return error instanceof ApiError ? error.message : '出了点问题，请刷新页面再试。';
}

/** A fresh key for one act, so that a retry is recognised. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
