import type { FoundKind } from './activity-kind.ts';
import { kindWords } from './activity-kind.ts';

const stop = '，。；,;！!\\n';
/** Longest title and place kept. */
const titleLimit = 60;
const placeLimit = 40;

/** The topic of an activity with its place in the text (already folded). */
export function findTopic(text: string): { text: string; start: number; end: number } | null {
  const match = new RegExp(`(?:主题|议题|内容)(?:(?:是|为|[:：])\\s*|\\s+)([^${stop}\\s]{1,50})`, 'u').exec(text);
  const topic = match?.[1];
  if (!match || topic === undefined) return null;
  const start = match.index + match[0].length - topic.length;
  return { text: topic.trim().replace(/^[《「“"](.*)[》」”"]$/u, '$1'), start, end: start + topic.length };
}

/** 办主题日, 办一场读书会; not 街道办, 主办, 办理. */
export const runs = `(?<!街道|政府|党政|[主承协督举创代包侨])办(?:(?:一次|一场|一个|个|场|次)\\p{Script=Han}{0,8})?(?=${kindWords})`;
const holdVerb = `(?:召开|举行|举办|组织|开展|安排|进行|搞|开(?!区|发|放|元|福|化|平|原|封|州)|${runs})`;
const modifier = new RegExp(
  `${holdVerb}(?:一次|一场|一个|一下|个|场|次)?([\\p{Script=Han}A-Za-z0-9第“”「」《》]{0,14})$`,
  'u',
);
const vague = /大家|我们|咱们|全体|一起|各位|会员们|党员们|[在去到赴于的请]/u;

/** What may stand before the kind where no verb does: 支部会员大会, 第四季度学习会. */
export const modifierWords =
  '支部|小组|全体|新会员|会员|青年|骨干|专题|集体|理论|第?[一二三四]季度|本?季度|[上下]半年|年度|年终|年中|月度|本月|临时|紧急|扩大|线上|视频|迎新|换届';
const unverbed = new RegExp(`((?:${modifierWords})*)$`, 'u');
/** Kind words that make no name by themselves. */
const names: Readonly<Record<string, string>> = { 开会: '会议', 慰问: '慰问活动' };

/** What it is called: the kind word with its own modifier (新会员座谈会), then the topic. */
export function findTitle(masked: string, kind: FoundKind, topic: string): string {
  const before = masked.slice(0, kind.start);
  const lead = modifier.exec(before)?.[1] ?? unverbed.exec(before)?.[1] ?? '';
  const word = names[kind.word] ?? kind.word;
  const name = vague.test(lead) ? word : `${lead}${word}`;
  return (topic === '' ? name : `${name}：${topic}`).slice(0, titleLimit);
}

const labelled = new RegExp(`(?:地点|地址|集合点)(?:定?在|是|为|[:：])?\\s*([^${stop}\\uE000]{2,${placeLimit}})`, 'u');
const goal = `(?:${holdVerb}|集合|参加|学习(?!中心|室|馆|园|基地)|${kindWords}|[${stop}]|\\s|$)`;
const byPreposition = new RegExp(
  `(?<![现正存定收])(?:在|到|去|赴)([^${stop}\\uE000\\s]{2,${placeLimit}}?)(?=${goal})`,
  'u',
);
/** How the name of a place ends. */
export const placeEnding = '(?:[楼室厅馆园院站]|中心|社区|广场|学校|之家|支部|街道)';
/** A clause that is nothing but a place, or a place right before the kind: 「下周五下午三点，社区二楼，学习会」. */
const alone = new RegExp(
  `(?<=^|[${stop}\\s\\uE000])([^${stop}\\uE000\\s]{1,20}${placeEnding})(?=[${stop}\\s]|$|${kindWords})`,
  'u',
);
const noPlace = /^(?:这里|那里|一起|线$|此|场|会上|外地|待定|未定|[还暂][没未]|另行|再定)/u;

/**
 * Where it is held: after 地点, or between 在/到/去 and what is done there, or in a clause
 * of its own. `masked` has dates and topic blanked, with
 * the offsets of `original`. Empty when no place was said.
 */
export function findPlace(masked: string, original: string): string {
  for (const pattern of [labelled, byPreposition, alone]) {
    const match = pattern.exec(masked);
    const place = match?.[1];
    if (!match || place === undefined || noPlace.test(place)) continue;
    const start = match.index + match[0].indexOf(place);
    return original.slice(start, start + place.length).trim();
  }
  return '';
}
