import { readNumber } from '../../../lib/chinese-number.ts';
import { foldText } from '../../../lib/text.ts';

/** What a row of a relay list says about coming. */
export type RowState = 'join' | 'cancel' | 'leave' | 'tentative' | 'wait';

/** What the words after a name say. */
export interface RowSaying {
  state: RowState;
  /** People, the person included; 1 to 50. */
  count: number;
}

const mostPeople = 50;
/** Further words of a row are a diary, not an answer. */
const readLength = 200;

const number = '(\\d{1,2}|[一二两俩三四五六七八九十]{1,3})';
const measure = '(?:份|个?人|位|名|口|票|套)';
const coming = '(?:一起|都)?(?:参加|报名|来|去|到)?';

/** Numbers of people, each with what it makes of the number said. */
const counts: readonly (readonly [RegExp, (said: number) => number])[] = [
  [new RegExp(`^\\+ ?${number}${measure}?$`, 'u'), (said) => said + 1],
  [new RegExp(`^(?:外?带|携)上?${number}${measure}?(?:家属|家人|孩子|朋友|同事)?${coming}$`, 'u'), (said) => said + 1],
  [new RegExp(`^(?:报名|参加)?(?:一?共|合计|一家|全家|我们|订|要)?${number}${measure}${coming}$`, 'u'), (said) => said],
];
const companion = /^(?:带|携)(?:上|着)?(?:爱人|家属|家人|孩子|朋友|同事|老伴|老公|老婆|儿子|女儿)$/u;

/** Asked in this order; null = the words change nothing about a state said before. */
const states: readonly (readonly [RegExp, RowState | null])[] = [
  [/不取消|不请假|下次|下回|请假的/u, null],
  [/^(?:取消请假|销假)/u, 'join'],
  [/^(?:已|我|本人)?(?:取消|退出|撤销|撤回|作废|不报|不[去来]了$)/u, 'cancel'],
  [
    /请.?假|^(?:事|病|休|年|公|产|丧|婚)假|缺席|[去来到](?:不了|不成)|参加不了|(?:不|不能|无法|没法)(?:参加|出席|[去来到])|没空/u,
    'leave',
  ],
  [/待定|看情况|视情况|尽量|争取|不一定|不确定|未定|没定|可能|如果|好了就|能[来去到]就|有空就/u, 'tentative'],
  [/替补|候补|递补|补位|排队|等位/u, 'wait'],
  [/^(?:确定|确认|一定|准时|改为?)?(?:参加|报名|能?[来去到])了?$/u, 'join'],
];

const breaks = /[\s,，。.;；!！()（）【】[\]、丶:：/]+/u;

function countOf(clause: string): number | null {
  if (companion.test(clause)) return 2;
  for (const [pattern, people] of counts) {
    const said = readNumber(pattern.exec(clause)?.[1] ?? '');
    if (said !== null && said > 0) return Math.min(mostPeople, people(said));
  }
  return null;
}

/**
 * Reads what stands after the name in a row: 取消, 请假：出差, 替补, 2份（1自备饭盒）, +1, 下午场. The later word wins;
 * whatever says nothing about coming is a remark, and the row joins.
 */
export function readRowWords(note: string): RowSaying {
  let state: RowState = 'join';
  let count: number | null = null;
  for (const clause of foldText(note.slice(0, readLength)).split(breaks)) {
    if (clause === '') continue;
    const found = states.find(([pattern]) => pattern.test(clause))?.[1] ?? null;
    if (found) state = found;
    count ??= countOf(clause);
  }
  return { state, count: count ?? 1 };
}

/** Joins two names without a space. */
export const joinsNames = /^[和与及]/u;

/** Lists often begin with a helper that shows how. */
export const isHelperName = (name: string): boolean => /^(?:ai|同心)?(?:小?助手|小秘书|机器人)$/iu.test(name);

/** The reason of a leave, without the word 请假 before it. */
export const reasonOf = (note: string): string => note.replace(/^[（(]?请假[\s，,:：）)]*/u, '');

/** Words that say an answer, so that they may follow a name without a space: 张三请假. */
export const answerAfterName =
  /^(?:参加|报名|请.?假|取消|退出|替补|候补|待定|晚到|迟到|不参加|不去|不来|去不了|来不了|\+\d|\d{1,2}(?:份|人|位))/u;

/** A row that begins with the answer, as 请假 张三. */
export const answerBeforeName = /^(?:参加|报名|请假|取消|替补|候补|待定)[\s:：]+(?=\S)/u;
