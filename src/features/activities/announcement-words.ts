import type { FoundKind } from './activity-kind.ts';
import { runs } from './activity-words.ts';
import { readNotice } from './read-notice.ts';
import type { Moment } from './when.ts';

const holds = new RegExp(runs, 'u');
const hold =
  /时间[:：]|开(?!放|发|始报|区|元|福|化|心)|举行|举办|召开|组织|搞|安排|开展|进行|定于|定在|拟于|集合|(?:请|大家|各位|欢迎).{0,40}参加|(?:(?<!收)[在到去赴].{1,20}(?:学习|调研|视察|考察|服务|义诊|植树|慰问))/u;
const notAPlan =
  /[?？吗呢]|是不是|什么时候|几点|要不要|能不能|可不可以|是否|怎么样|好不好|行不行|谁|哪|如果|假如|要是|建议|希望|反映|记得|别忘|提醒|原定|原计划|取消|改到|改为|改期|推迟|延期|不开|不再|暂不|已经|上次|上回/u;
/** Somebody tells where they themselves, or a third person, will be. */
const ownBusiness =
  /(?<![大各])我(?![们会市区省县支盟党])|(?:他|她|主委(?!办公会)|书记|主席|领导|[老小]\p{Script=Han})[^，。；,;\n\uE000]{0,10}(?:要|得|去|到|在)[^，。；,;\n]{0,12}(?:开会|参加|会议|慰问)/u;
/** How far apart the kind of activity and its day may stand in one announcement. */
const farthest = 80;
const narrated =
  /(?:开|召开|举行|举办|组织|搞|安排|开展|进行|学习|调研|视察|考察|参加|服务)(?:了|过|完)|结束了|(?:很|真|非常)(?:好|成功|热烈|多)/u;
/** After the kind word: somebody speaks about an activity (学习会的照片), not of holding one. */
const aboutOne =
  /^(?:的(?!主题|地点|时间|内容)|上(?!午)|后|前|期间|时|结束|已|照片|材料|资料|名单|通知已|纪要|签到|情况)/u;

/**
 * The sentence announces something, as far as its words tell: no question, no suggestion, no report. A day gone by counts
 * only in a full notice (昨天下午三点开学习会): a slip of the tongue, to be asked about.
 */
export function mayBePlan(rest: string, kind: FoundKind, moments: readonly Moment[]): boolean {
  if (notAPlan.test(rest) || narrated.test(rest) || aboutOne.test(rest.slice(kind.end))) return false;
  if (ownBusiness.test(rest.replaceAll(/[“「《].*?[”」》]/gu, ''))) return false;
  const notice = readNotice(rest, kind, moments);
  if (moments.some((moment) => moment.bygone)) return notice?.verb === true;
  return notice !== null || hold.test(rest) || holds.test(rest);
}

/** The day and the kind of activity are said together, in one sentence or one short notice. */
export function belongTogether(rest: string, kind: { start: number; end: number }, start: Moment): boolean {
  const between = kind.start < start.start ? rest.slice(kind.end, start.start) : rest.slice(start.end, kind.start);
  return between.length <= farthest && !/[。!]/u.test(between);
}
