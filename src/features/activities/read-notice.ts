import { modifierWords, placeEnding } from './activity-words.ts';
import { kindWords, type FoundKind } from './activity-kind.ts';
import { blankSpans, type Moment } from './when.ts';

const everybody = '(?:大家|会员们|(?:各位|全体)(?:会员|盟员|党员|成员|同志|老师|朋友)?)';
const opening = new RegExp(`^(?:${everybody}[,:]?|【?(?:活动|会议|学习)?通知】?:?)`, 'u');
const verb = '(?:召开|举行|举办|组织|开展|安排|开|办|搞)(?:一次|一场|一个|个|场|次)?';
const place = `[^,。；;!]{0,16}${placeEnding}`;
const head = new RegExp(
  `^(?:[在到于去]?${place})?(?<verb>${verb})?(?<more>(?:${modifierWords})*)(?:${kindWords})+(?:活动)?$`,
  'u',
);

/** What else a notice may say, clause by clause: where, about what, who is to come, until when to answer. */
const others = [
  new RegExp(`^[在到于]?${place}$`, 'u'),
  /^(?:地点|地址|集合点)(?:定?在|是|为|:)?.{2,20}$/u,
  /^(?:主题|议题|内容)(?:是|为|:)?$/u,
  new RegExp(
    `^(?:请|望|敬请|欢迎)?${everybody}?(?:都|踊跃|积极|准时|按时|尽量|务必|提前)*来?(?:报名|参加|出席|到场|到会|参会|接龙|[互相]{1,2}转告|不要迟到)+$`,
    'u',
  ),
  /^(?:收到|能来|要来|参加)的?请?(?:都|及时)?(?:回复|报名|接龙)$/u,
  /^(?:来不了|不来|不能来|不参加|不能参加)的请?(?:提前)?请假$/u,
  /^不见不散$/u,
  /^(?:请)?于?[之以]?前?(?:截止|报名|接龙|回复)+$/u,
];

/** On their own these may tell of one's own business as well: 明天下午三点会议. */
const plain = /^(?:会议|开会|大会|调研|视察|考察|慰问)$/u;

/**
 * A notice that says nothing but day and time, kind, and what belongs to them: 「明天下午三点学习会」, 「…会员大会，二楼会议室」.
 * A clause with any other word makes it talk about an activity (「…学习会，我晚点到」, 「收到，…学习会」), and so does the
 * kind before its day (「学习会明天下午三点」 answers a question). null = no such notice; `verb`: it says 开, 举行, 召开.
 */
export function readNotice(rest: string, kind: FoundKind, moments: readonly Moment[]): { verb: boolean } | null {
  const [first] = moments;
  if (!first || first.start > kind.start || !moments.some(timed)) return null;
  const clauses = blankSpans(rest, moments)
    .replaceAll('\uE000', '')
    .replace(opening, '')
    .split(/[,，。；;!~\s]+/u)
    .filter((clause) => clause !== '');
  const heads = clauses.map((clause) => head.exec(clause)).filter((match) => match !== null);
  const [said] = heads;
  if (!said || heads.length > 1) return null;
  if (!clauses.every((clause) => head.test(clause) || others.some((other) => other.test(clause)))) return null;
  const withVerb = said.groups?.['verb'] !== undefined;
  return withVerb || said.groups?.['more'] !== '' || !plain.test(said[0]) ? { verb: withVerb } : null;
}

const timed = ({ minutes, fault }: Moment) => minutes !== null || fault === 'no_such_time';
