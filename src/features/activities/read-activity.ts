import { Temporal } from 'temporal-polyfill';
import { instantOf } from '../../lib/zoned-time.ts';
import { findKind, type ActivityKind } from './activity-kind.ts';
import { belongTogether, mayBePlan } from './announcement-words.ts';
import { findPlace, findTitle, findTopic } from './activity-words.ts';
import { alignFold, atMinutes, blankSpans, readMoments, type Moment, type MomentFault } from './when.ts';

/** What an activity is to be, read from one sentence. */
export interface ActivityPlan {
  kind: ActivityKind;
  title: string;
  /** Empty when none was said. */
  place: string;
  startsAt: Date;
  endsAt: Date;
  signupUntil: Date | null;
}

/** What has to be mended before an activity can be announced. */
export type PlanFault =
  MomentFault | 'no_time' | 'end_before_start' | 'signup_no_such_day' | 'signup_past' | 'signup_after_start';

export type ReadPlan = { plan: ActivityPlan; fault: null } | { plan: null; fault: PlanFault; said: string };

export interface ReadingTime {
  now: Date;
  zone: string;
  /** The sentence followed the command's words, so the intent needs no proof. */
  commanded?: boolean;
}

/** Longest text that is read as an announcement. */
const longest = 600;
const defaultMinutes = 120;

/** The topic with its words blanked, so that 「怎么推进？」 in a topic is no question to anybody. */
function withoutTopic(text: string): { rest: string; topic: string } {
  const topic = findTopic(text);
  if (!topic) return { rest: text, topic: '' };
  return { rest: blankSpans(text, [topic]), topic: topic.text };
}

/** 「周四中午截止报名」 and 「报名截至周四中午」: the moment by which people answer. */
function isDeadline(moment: Moment, text: string): boolean {
  const after = text.slice(moment.end, moment.end + 12).split(/[，。；,;！!\n]/u)[0] ?? '';
  const before =
    text
      .slice(Math.max(0, moment.start - 12), moment.start)
      .split(/[，。；,;！!\n]/u)
      .at(-1) ?? '';
  return (
    /^[之以]?前?.{0,4}截止/u.test(after) ||
    /^(?:下班|当天)?[之以]?前.{0,6}(?:报名|回复|接龙|确认|报我)/u.test(after) ||
    /(?:截止|截至|截止到|报名到)(?:时间|日期)?[是为:：到在于]?\s*$/u.test(before)
  );
}

/** The activity's own moment: the first date that is no deadline, with the time when that stands elsewhere. */
function startOf(moments: readonly Moment[], text: string): Moment | null {
  const day = moments.find((moment) => moment.date !== null || moment.fault === 'no_such_day');
  if (!day) return null;
  const times = moments.filter(({ date, minutes, start }) => date === null && minutes !== null && start > day.start);
  const ending = times.find(({ end }) => /^[前左右]*结束/u.test(text.slice(end)));
  const time = day.minutes === null && day.fault === null ? times.find((moment) => moment !== ending) : undefined;
  const { minutes, until, fault } = time ?? day;
  return { ...day, minutes, until: until ?? ending?.minutes ?? null, fault };
}

const refused = (fault: PlanFault, said: string): ReadPlan => ({ plan: null, fault, said });

/** A deadline without a date, or with only a day of the week, is reckoned back from the activity. */
function deadlineFor(moment: Moment, start: Temporal.PlainDateTime): Temporal.PlainDateTime | null {
  const minutes = moment.minutes ?? 23 * 60 + 59;
  if (moment.weekday !== null || moment.date === null) {
    const startDay = start.toPlainDate();
    const back = moment.weekday === null ? 0 : (startDay.dayOfWeek - moment.weekday + 7) % 7;
    const near = atMinutes(startDay.subtract({ days: back }), minutes);
    return back === 0 && moment.weekday !== null && Temporal.PlainDateTime.compare(near, start) >= 0
      ? near.subtract({ days: 7 })
      : near;
  }
  return atMinutes(moment.date, minutes);
}

/**
 * Reads the announcement of an activity: 「下周五下午三点在社区二楼开学习会，主题是…，周四中午截止报名」. Without an
 * end it lasts two hours. Sure or nothing: a question, a suggestion, a report of what was, or a sentence without a
 * day, a kind of activity and the will to hold one gives null. A fault in the times is kept, to be asked about.
 */
export function readActivity(text: string, at: ReadingTime): ReadPlan | null {
  if (text.length > longest) return null;
  const folded = alignFold(text);
  // Asked about every word of every group: what names no kind of activity is done with here.
  if (!findKind(folded)) return null;
  const { rest, topic } = withoutTopic(folded);
  const kind = findKind(rest);
  if (!kind) return null;
  const moments = readMoments(rest, at);
  if (!at.commanded && !mayBePlan(rest, kind, moments)) return null;
  const deadline = moments.find((moment) => isDeadline(moment, rest)) ?? null;
  const start = startOf(
    moments.filter((moment) => moment !== deadline),
    rest,
  );
  if (!start || !(at.commanded || belongTogether(rest, kind, start))) return null;
  const said = text.slice(start.start, start.end);
  if (start.fault) return refused(start.fault, said);
  if (start.date === null || start.minutes === null) return refused('no_time', said);
  const masked = blankSpans(rest, moments);
  const words = {
    kind: kind.kind,
    title: findTitle(masked, kind, topic),
    place: findPlace(masked, text),
  };
  const startsAt = atMinutes(start.date, start.minutes);
  const endsAt = atMinutes(start.date, start.until ?? start.minutes + defaultMinutes);
  if (Temporal.PlainDateTime.compare(endsAt, startsAt) <= 0) return refused('end_before_start', said);
  return withDeadline(words, startsAt, endsAt, deadline, text, at);
}

function withDeadline(
  words: Pick<ActivityPlan, 'kind' | 'title' | 'place'>,
  startsAt: Temporal.PlainDateTime,
  endsAt: Temporal.PlainDateTime,
  deadline: Moment | null,
  text: string,
  { now, zone }: ReadingTime,
): ReadPlan {
  const times = { startsAt: instantOf(startsAt, zone), endsAt: instantOf(endsAt, zone) };
  if (!deadline) return { plan: { ...words, ...times, signupUntil: null }, fault: null };
  const said = text.slice(deadline.start, deadline.end);
  if (deadline.fault && deadline.fault !== 'past') return refused('signup_no_such_day', said);
  const until = deadlineFor(deadline, startsAt);
  if (!until || deadline.fault === 'past') return refused('signup_past', said);
  const signupUntil = instantOf(until, zone);
  if (signupUntil <= now) return refused('signup_past', said);
  if (signupUntil > times.startsAt) return refused('signup_after_start', said);
  return { plan: { ...words, ...times, signupUntil }, fault: null };
}
