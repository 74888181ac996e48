import { kindWords } from './activity-kind.ts';
import { readNumber } from '../../lib/chinese-number.ts';

/** What one clause of a short message says. remark: goes with an answer (晚到十分钟). filler: polite words. */
export type ClauseReading =
  | { kind: 'answer'; state: 'joined' | 'on_leave' | 'tentative' | 'none'; guests: number; reason: string }
  | { kind: 'guests'; guests: number }
  | { kind: 'acknowledged' | 'remark' | 'filler' | 'unknown' };

const most = 50;
const count = '(\\d{1,2}|[一二两三四五六七八九十]{1,3})';
const tail = '(?:了|啊|呀|哦|哈|吧|的|啦|喽|嘞|哟)*';
const day =
  '(?:(?:这|本|下|这个|下个)?(?:周|星期|礼拜)[一二三四五六日天]|\\d{1,2}月\\d{1,2}[日号]|\\d{1,2}[日号]|今天|今晚|明天|明晚|后天)?(?:上午|下午|晚上|中午)?';
const matter = `(?:这次|本次|这个|这场)?(?:${day}的?)?(?:这次|那个|那场|的)?(?:${kindWords}|活动|会)?`;
const self = '(?:我们家|我们|我本人|本人|我|俺|咱)?';
const surely =
  '(?:也|都|就|先|应该|一定|肯定|确定|确认|可以|能够|能|会|要|想|准时|按时|准备|申请|积极|再|还是|到时候?|争取时间)*';
const lead = `(?:那|那么|哦|噢|啊|唉|但是|但|可是|不过|可惜|所以|抱歉|不好意思|对不起)?${matter}${self}${matter}${surely}`;
const whole = (source: string) => new RegExp(`^(?:${lead})(?:${source})${tail}$`, 'u');

const join =
  '可以来|可以去|可以到|能够来|准时到|按时到|一定到|准时到场|按时到场|报名参加|参加|报名|报个名|参与|出席|到场|到会|能来|能到|能去|会来|会到|会去|来参加|去参加|过来参加|算我一个|算我1个|算上我|加我一个|加我1个|我来|加一|加1|来的|去的|也去|也来|一起去|一起参加';
const cannot =
  '不参加|不能参加|无法参加|没法参加|参加不了|参加不成|不去|去不了|去不成|不能去|没法去|无法去|不来|来不了|来不成|不能来|没法来|无法来|不能到|到不了|赶不上|赶不过来|无法到场|不能到场|不能出席|无法出席|没时间|没空|缺席|不报名';
const askLeave = '(?:特)?(?:向\\p{Script=Han}{1,4})?请(?:个|一次|一天|半天|病|事|一下)?假(?:一次|1次|一天|半天|一下)?';
const maybe =
  '待定|看情况|看时间|尽量(?:参加|来|去|到|到场|赶到)?|争取(?:参加|来|去|到|赶到)?|不一定(?:能)?(?:参加|来|去)?|不确定|说不准|说不好|再说|再看|到时候?再?看|没定|还没定|还不确定|未定|暂定|可能(?:参加|来|去|参加不了|去不了|来不了|不参加|不去|不来)';
const back = '(?:取消|撤销|退出|撤掉|收回|作废)(?:报名|请假|参加|回复|接龙|我的报名|我的)?|不报了|写错|报错|回错|点错';

const patterns = {
  maybe: whole(maybe),
  cannot: whole(`${cannot}(?:${matter})`),
  leave: whole(`${askLeave}(?:${matter})`),
  back: whole(back),
  join: whole(`(?:${join})(?:${matter})`),
};

const acknowledged =
  /^(?:已?收到|收到通知|好的?|好滴|好嘞|行|可以|没问题|明白|知道|了解|清楚|已阅|已读|已悉|嗯嗯?|ok|okay|1|\[ok\]|\[强\]|\[好的\]|\[抱拳\]|[👍👌🆗✅🫡])+(?:了|啦|哈|呢|的|啊)*$/u;
const filler =
  /^(?:谢谢|感谢|多谢|辛苦|辛苦了|谢谢(?:秘书|老师|大家|通知|提醒|组织)+|(?:\p{Script=Han}{0,2}(?:秘书|主委|书记|老师)|各位|大家)?们?(?:好|您好|你好)|您好|你好|@\S+|\[[^\]]{1,4}\]|抱歉|不好意思|对不起|望批准|请批准|请谅解|请理解|请知悉|祝(?:活动|大家)\p{Script=Han}{2,6}|(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200D|\uFE0F)+)$/u;
const remark = new RegExp(
  `^(?:(?:但是|但|不过)?我?(?:可能|会|要)*(?:晚到|迟到|晚点到?|稍晚|晚一点到?|早走|提前走|早退)(?:一会儿?|一点|一下|(?:${count}|几)?个?半?(?:分钟|小时|刻钟))?|(?:但是|但|不过)?我?(?:在|走)?线上(?:参加)?)${tail}$`,
  'u',
);

const people = '(?:个?人|位|名|个)';
const withGuests: readonly (readonly [RegExp, (n: number) => number])[] = [
  [
    new RegExp(
      `^${lead}(?:顺便|另外|还)?(?:多)?带(?:上)?${count}${people}?(?:朋友|家属|家人|同事|孩子)?(?:一起)?(?:参加|来|去|报名)?${tail}$`,
      'u',
    ),
    (n) => n,
  ],
  [new RegExp(`^我\\+${count}${people}(?:参加)?$`, 'u'), (n) => n],
  [new RegExp(`^${lead}(?:报名|参加|报)\\+?${count}${people}(?:参加)?${tail}$`, 'u'), (n) => n - 1],
  [new RegExp(`^${lead}${count}${people}(?:报名|参加|都?来|都?去)${tail}$`, 'u'), (n) => n - 1],
  [new RegExp(`^(?:我|参加|报名)?\\+${count}(?:${people})?$`, 'u'), (n) => n - 1],
  [new RegExp(`^(?:我们?|咱们?)${count}(?:个人?|位|口)?(?:都|一起)*(?:参加|报名|来|去)${tail}$`, 'u'), (n) => n - 1],
];
const companion = new RegExp(
  `^${lead}(?:顺便|另外|还)?带(?:上|着)?我?(?:爱人|家属|家人|孩子|朋友|同事|老伴|老公|老婆|先生|太太|儿子|女儿|妈妈|爸爸|父亲|母亲)(?:一起)?(?:参加|来|去)?${tail}$`,
  'u',
);
const together = /^我(?:和|跟|与|带着?|带上)([^\d]{1,16}?)(?:都|一起|一同)*(?:参加|报名|来|去)(?:了|的|吧|啊)*$/u;
const bothOfUs = /^(?:我们?|咱们?)(?:俩|两个|俩人)(?:人)?(?:都|一起)*(?:参加|报名|来|去)(?:了|的|吧|啊)*$/u;

/** Reasons that may stand before the leave in one breath: 孩子发烧去不了. */
const reasons =
  /有事|烧|痛|疼|炎|出差|加班|生病|感冒|发烧|不舒服|住院|手术|医院|看病|外地|外省|国外|家里|家中|孩子|身体|开会|培训|值班|上课|临时|单位|工作|陪|照顾|忙|冲突|赶不回|走不开|有课|有会|有安排|天气|隔离|婚礼|丧|考试|堵车|路上|老家/u;
const others = /他|她|大家|同志|各位|谁|[老小][\p{Script=Han}]|主委|书记|秘书(?!处)|的人|们(?<!我们)/u;

/** The words are about somebody else, so they are no answer of the speaker's. */
export function speaksOfOthers(text: string): boolean {
  return others.test(text.replaceAll(/我们|老家|老人|老婆|老公|小孩|小时|老师那边/gu, ''));
}

const surnames =
  '王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢唐许冯宋韩邓彭曹曾田于肖潘袁董叶杜丁蒋程余吕魏蔡苏任卢沈姜姚钟崔陆谭汪石付贾范金方韦夏廖侯白孟邱秦尹江薛段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔';

/** Looks like somebody's name rather than a reason. */
export function isName(text: string): boolean {
  return /^\p{Script=Han}{2,4}$/u.test(text) && surnames.includes(text.charAt(0)) && !reasons.test(text);
}

/** A question, to which silence is the kindest answer here (folded text). */
export function isQuestion(text: string): boolean {
  return /[?吗么]$|[?]|吗|是不是|能不能|可不可以|要不要|有没有|会不会|去不去|来不来|参不参加|几点|几号|几个人|哪里|哪儿|在哪|哪个|怎么|怎样|什么|谁|多少|为何|何时|是否|呢$|哪些/u.test(
    text,
  );
}

function guestsOf(clause: string): number | null {
  for (const [pattern, guests] of withGuests) {
    const number = readNumber(pattern.exec(clause)?.[1] ?? '');
    if (number !== null && number >= 1 && number <= most) return Math.max(0, guests(number));
  }
  if (bothOfUs.test(clause) || companion.test(clause)) return 1;
  const names = together.exec(clause)?.[1];
  return names === undefined ? null : names.split(/[、和跟与]/u).filter((name) => name !== '').length;
}

const answer = (state: 'joined' | 'on_leave' | 'tentative' | 'none', guests = 0, reason = ''): ClauseReading => ({
  kind: 'answer',
  state,
  guests,
  reason,
});

/** 请假出差, 因病请假, 孩子发烧去不了: leave and its reason without a comma between. */
function leaveWithReason(clause: string): ClauseReading | null {
  const after = new RegExp(`^(?:${lead})${askLeave}(?:因为?|由于)?(.{2,30})$`, 'u').exec(clause)?.[1];
  if (after !== undefined) return reasons.test(after) && !speaksOfOthers(after) ? answer('on_leave', 0, after) : null;
  const before = new RegExp(
    `^(?:但是|但|不过|可惜)?(?:我|本人)?(?:因为?|由于)?(.{1,30}?)(?:${surely})(?:${askLeave}|${cannot})${tail}$`,
    'u',
  ).exec(clause)?.[1];
  if (before === undefined || speaksOfOthers(before)) return null;
  const causal = /^(?:但是|但|不过|可惜)?(?:我|本人)?(?:因|由于)/u.test(clause);
  return causal || reasons.test(before) ? answer('on_leave', 0, before) : null;
}

/** Reads one clause (folded). Negation comes before the word it negates. */
export function classifyClause(said: string): ClauseReading {
  const clause = said.replace(
    /(?<=[\p{Script=Han}\d])(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200D|\uFE0F)+$/u,
    '',
  );
  const rest = clause.replace(/^(?:已?收到|好的|ok)(?=.{2})/u, '');
  if (acknowledged.test(clause)) return { kind: 'acknowledged' };
  if (filler.test(clause)) return { kind: 'filler' };
  if (patterns.maybe.test(rest)) return answer('tentative');
  if (patterns.back.test(rest)) return answer('none');
  if (patterns.cannot.test(rest) || patterns.leave.test(rest)) return answer('on_leave');
  if (remark.test(rest)) return { kind: 'remark' };
  const guests = guestsOf(rest);
  if (guests !== null)
    return /参加|报名|来|去|\+|人$/u.test(rest) ? answer('joined', guests) : { kind: 'guests', guests };
  if (patterns.join.test(rest)) return answer('joined');
  return leaveWithReason(rest) ?? { kind: 'unknown' };
}
