/** The words the page shows for the codes of the API. An unknown code is shown as it came. */

/** @type {Record<string, string>} */
const ROLES = { secretary: '秘书', leader: '领导', member: '会员', candidate: '积极分子' };

/** @type {Record<string, string>} */
const SUBMISSION_STATES = { received: '已收到', adopted: '已采用', withdrawn: '已撤回' };

/** @type {Record<string, string>} */
const ACTIVITY_KINDS = {
  theme_day: '主题日',
  study_session: '学习会',
  meeting: '会议',
  survey_trip: '调研',
  service: '社会服务',
};

/** @type {Record<string, string>} */
const ACTIVITY_STATES = { draft: '待确认', open: '报名中', finished: '已结束', cancelled: '已取消' };

/** @type {Record<string, string>} */
export const ROLL_STATES = {
  attended: '到场',
  joined: '参加',
  waiting: '候补',
  tentative: '待定',
  acknowledged: '收到',
  on_leave: '请假',
  none: '未回复',
};

/** @type {Record<string, string>} */
const POINT_STATES = { approved: '已计入', reversed: '已冲正', reversal: '冲正' };

/** @type {Record<string, string>} */
const DRAFT_STATES = { queued: '排队中', drafting: '起草中', ready: '待审阅', failed: '没有写成' };

/** @type {Record<string, string>} */
const SECTIONS = { matter: '案由', situation: '情况与问题', cause: '原因分析', suggestion: '建议' };

/** @type {Record<string, string>} */
const POINT_ITEMS = {
  submission_received: '报送社情民意',
  adopted_own: '本级采用',
  adopted_city: '市级采用',
  adopted_province: '省级采用',
  adopted_national: '全国采用',
  attended: '到场参加活动',
  reflection: '交心得',
  manual: '秘书加分',
};

/** @param {Record<string, string>} table @returns {(code: string) => string} */
const wordsOf = (table) => (code) => table[code] ?? code;

export const roleWord = wordsOf(ROLES);
export const submissionState = wordsOf(SUBMISSION_STATES);
export const activityKind = wordsOf(ACTIVITY_KINDS);
export const activityState = wordsOf(ACTIVITY_STATES);
export const rollState = wordsOf(ROLL_STATES);
export const pointState = wordsOf(POINT_STATES);
export const pointItem = wordsOf(POINT_ITEMS);
export const draftState = wordsOf(DRAFT_STATES);
export const sectionWord = wordsOf(SECTIONS);

/** Whether a state should look finished, waiting or void. @param {string} state @returns {'good' | 'wait' | 'off'} */
export function toneOf(state) {
  if (/^(adopted|attended|joined|approved|finished)$/.test(state)) return 'good';
  if (/^(withdrawn|reversed|reversal|cancelled|failed|none)$/.test(state)) return 'off';
  return 'wait';
}

/** `1.4 MB`, `320 KB`. @param {number} bytes */
export function sizeWord(bytes) {
  if (bytes >= 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
