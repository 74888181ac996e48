/** The first lines of the sample story: each is put into the composer with the right speaker, ready to be sent. */

import { el } from './dom.js';

/** @typedef {{ role: string, skip?: number, text: string, note: string }} Starter */

/** @type {Starter[]} */
export const GROUP_STARTERS = [
  {
    role: 'member',
    note: '反映一件身边事',
    text: '社情民意：我们小区的垃圾分类投放点晚上七点半就上锁，下班晚的居民只能把袋子放在门口，天一热味道很大。主要是投放时间和大家的作息对不上，保洁也只排了一班。建议把晚间投放延长到九点半，门口添一个误时投放桶，由志愿者轮流照看。',
  },
  {
    role: 'member',
    skip: 1,
    note: '再反映一件',
    text: '社情民意：社区的垃圾分类宣传只有入口一块展板，老人看不清小字，租户换得勤也没人讲。建议做大字图示贴到每层电梯口，新租户入住时由楼栋长当面讲一遍。',
  },
  {
    role: 'secretary',
    note: '安排一次学习会',
    text: '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名',
  },
  { role: 'member', skip: 2, note: '报名', text: '参加' },
  { role: 'member', note: '查自己的积分', text: '我的积分' },
  { role: 'secretary', note: '把大家反映的写成建议', text: '出稿 垃圾分类' },
];

/** @type {Starter[]} */
export const PRIVATE_STARTERS = [
  { role: '', note: '查自己的积分', text: '我的积分' },
  { role: '', note: '看助手记了我什么', text: '我的数据' },
  {
    role: '',
    note: '私下反映一件事',
    text: '社情民意：菜市场门口的盲道常被电动车占住，视力不好的老人只能走机动车道。建议划出停车框，早市时段安排人劝导。',
  },
];

/**
 * @param {Starter[]} starters
 * @param {(starter: Starter) => import('./room-api.js').Member | undefined} speakerOf
 * @param {import('./people.js').People} people
 * @param {(text: string, speaker: string) => void} choose
 */
export function startersView(starters, speakerOf, people, choose) {
  const list = el('ul', { class: 'starters' });
  for (const starter of starters) {
    const speaker = speakerOf(starter);
    if (!speaker) continue;
    const button = el(
      'button',
      { type: 'button', class: 'starter', on: { click: () => choose(starter.text, speaker.key) } },
      people.avatar(speaker.key),
      el(
        'span',
        { class: 'starter-words' },
        el('span', { class: 'starter-note', text: `${speaker.name} · ${starter.note}` }),
        el('span', { class: 'starter-text', text: starter.text }),
      ),
    );
    list.append(el('li', {}, button));
  }
  return list;
}
