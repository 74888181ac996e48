import type { z } from 'zod';
import { alignFold } from './when.ts';

export const activityKinds = ['theme_day', 'study_session', 'meeting', 'survey_trip', 'service'] as const;
export type ActivityKind = z.infer<z.ZodEnum<{ [K in (typeof activityKinds)[number]]: K }>>;

/** Words for each kind of activity; an earlier line wins where two words overlap (学习会 before 会). */
const words: readonly (readonly [ActivityKind, string])[] = [
  ['theme_day', '主题党日|主题会日|主题年活动|主题日活动|主题日|主题活动|党日活动|会员活动日|会员日'],
  [
    'study_session',
    '读书分享会|读书交流会|学习交流会|学习分享会|专题学习会|读书会|学习会|集中学习|理论学习|专题学习|学习日|学习活动|(?<=组织|开展|进行|安排|集体)学习',
  ],
  [
    'service',
    '志愿服务|社会服务|志愿活动|公益活动|义务植树|义诊|慰问活动|走访慰问|慰问(?=[,，。；;!！\\s]|$|(?:孤寡|高龄|困难)|老[人党会同]|一线|环卫)',
  ],
  ['survey_trip', '调研座谈会|专题调研|实地调研|调研活动|调研|视察|考察'],
  [
    'meeting',
    '支部委员会议|支部大会|会员大会|党员大会|全体会议|支委会议|支委会|组织生活会|民主生活会|主委办公会|座谈会|推进会|动员会|总结会|茶话会|研讨会|例会|党课|大会(?!堂)|会议(?![室厅]|中心)|开会',
  ],
];

const patterns = words.map(([kind, source]) => [kind, new RegExp(source, 'u')] as const);

/** A kind word found in a text. */
export interface FoundKind {
  kind: ActivityKind;
  word: string;
  start: number;
  end: number;
}

/** The first kind word of a text; among words that begin at the same place the longest. */
export function findKind(text: string): FoundKind | null {
  const folded = alignFold(text);
  let best: FoundKind | null = null;
  for (const [kind, pattern] of patterns) {
    const match = pattern.exec(folded);
    if (!match || (best && best.start < match.index + match[0].length)) continue;
    best = { kind, word: match[0], start: match.index, end: match.index + match[0].length };
  }
  return best;
}

/** Source of a regular expression that matches every kind word. */
export const kindWords = words.map(([, source]) => source).join('|');
