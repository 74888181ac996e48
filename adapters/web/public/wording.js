/** The words the page shows for the codes of the API. An unknown code is shown as it came. */

/** @type {Record<string, string>} */
const ROLES = { secretary: '秘书', leader: '领导', member: '会员', candidate: '积极分子', correspondent: '信息员' };

/** @type {Record<string, string>} */
const SUBMISSION_STATES = {
  received: '已收到',
  supplemented: '已补充',
  edited: '已整理',
  reviewed: '已审核',
  forwarded: '已报送',
  drafted: '已成稿',
  adopted: '已采用',
  endorsed: '获批示',
  filed: '已立案',
  rejected: '未采用',
  withdrawn: '已撤回',
};

/** @type {Record<string, string>} */
const ACTIVITY_KINDS = {
  theme_day: '主题日',
  study_session: '学习会',
  meeting: '会议',
  survey_trip: '调研',
  service: '社会服务',
};

/** @type {Record<string, string>} */
const ACTIVITY_STATES = {
  draft: '待确认',
  preview: '待确认',
  proposed: '待确认',
  scheduled: '已安排',
  planned: '已安排',
  open: '报名中',
  closed: '报名截止',
  running: '进行中',
  ongoing: '进行中',
  done: '已结束',
  finished: '已结束',
  held: '已结束',
  cancelled: '已取消',
};

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
const POINT_STATES = {
  pending: '待审核',
  approved: '已计入',
  counted: '已计入',
  rejected: '未通过',
  reversed: '已冲正',
};

/** @type {Record<string, string>} */
const DRAFT_STATES = {
  queued: '排队中',
  drafting: '起草中',
  drafted: '待审阅',
  ready: '待审阅',
  review: '待审阅',
  reviewing: '待审阅',
  returned: '退回修改',
  approved: '已通过',
  signed: '已签发',
  forwarded: '已报送',
  failed: '没有写成',
};

/** @type {Record<string, string>} */
const SECTIONS = {
  title: '标题',
  subject: '案由',
  matter: '案由',
  reason: '案由',
  background: '案由',
  situation: '情况与问题',
  problem: '情况与问题',
  problems: '情况与问题',
  cause: '原因分析',
  causes: '原因分析',
  analysis: '原因分析',
  suggestion: '建议',
  suggestions: '建议',
  advice: '建议',
};

/** @param {Record<string, string>} table @returns {(code: string) => string} */
const wordsOf = (table) => (code) => table[code] ?? code;

export const roleWord = wordsOf(ROLES);
export const submissionState = wordsOf(SUBMISSION_STATES);
export const activityKind = wordsOf(ACTIVITY_KINDS);
export const activityState = wordsOf(ACTIVITY_STATES);
export const rollState = wordsOf(ROLL_STATES);
export const pointState = wordsOf(POINT_STATES);
export const draftState = wordsOf(DRAFT_STATES);
export const sectionWord = wordsOf(SECTIONS);

/** Whether a state should look finished, waiting or void. @param {string} state @returns {'good' | 'wait' | 'off'} */
export function toneOf(state) {
  if (/^(adopted|endorsed|filed|attended|joined|approved|counted|signed|done|finished|held|forwarded)$/.test(state))
    return 'good';
  if (/^(withdrawn|rejected|reversed|cancelled|failed|none)$/.test(state)) return 'off';
  return 'wait';
}

/** `1.4 MB`, `320 KB`. @param {number} bytes */
export function sizeWord(bytes) {
  if (bytes >= 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
