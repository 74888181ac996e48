import { cleanText, foldText } from '../../lib/text.ts';
import { readDeadline } from '../activities/index.ts';
import { splitLine, splitLines } from './read-options.ts';

/** What is to be asked. */
export interface PollPlan {
  question: string;
  /** 2 to 10, each different. */
  options: readonly string[];
  /** Several may be chosen. */
  several: boolean;
  /** null = it is closed by hand. */
  closesAt: Date | null;
}

/** What has to be mended before it can be asked. `said` is the words at fault. */
export type PollFault = 'no_options' | 'too_many' | 'twins' | 'long_question' | 'long_option' | 'deadline';

export type ReadPoll = { plan: PollPlan; fault: null } | { plan: null; fault: PollFault; said: string };

/** Telegram's limits, with room left in the question for a word of ours; see OutboundPoll. */
export const mostOptions = 10;
export const longestQuestion = 200;
const longestOption = 100;
/** Of question and options together, in UTF-16 units: what is longer is no poll. */
const longestText = 2_000;

const severalMark = /[(（]\s*(?:可多选|多选|可以多选|可选多项|不定项)\s*[)）]/gu;
const singleMark = /[(（]\s*(?:单选|只选一项|限选一项)\s*[)）]/gu;

/** 周四中午截止, 投票截止：周四中午, 周四前投票: a clause of its own at the end, or a line. */
const deadlineClause =
  /(?:^|[\s，,。；;、(（])((?:(?:投票)?(?:截止|截至)(?:时间|日期)?(?:到|是|为|:|：)?\s*)([^，,。；;\n/／｜|]{2,24})|([^，,。；;\n/／｜|]{2,24}?)(?:之前|以前|前)?(?:投票)?(?:截止|前投票))[)）。.!！\s]*$/u;

interface Cut {
  rest: string;
  /** The words of the deadline; empty when there is none. */
  deadline: string;
}

function cutDeadline(text: string): Cut {
  const found = deadlineClause.exec(text);
  if (!found) return { rest: text, deadline: '' };
  const rest = text.slice(0, found.index).replace(/[\s，,。；;、(（]+$/u, '');
  return { rest, deadline: (found[2] ?? found[3] ?? '').trim() };
}

/** The question ends at its mark, at a colon or with its line; else at the space before the first option. */
function cutQuestion(text: string): { question: string; lines: string[] } {
  const [first = '', ...others] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const ended = /^(.*?[?？])\s*(\S.*)$/u.exec(first) ?? /^(.*?)[：:]\s*(\S.*)$/u.exec(first);
  if (others.length > 0) return { question: first.replace(/[：:]$/u, ''), lines: others };
  if (ended) return { question: ended[1] ?? '', lines: [ended[2] ?? ''] };
  const [head = '', ...more] = splitLine(first);
  const space = head.lastIndexOf(' ');
  if (more.length === 0 || space <= 0) return { question: first, lines: [] };
  return { question: head.slice(0, space), lines: [first.slice(first.indexOf(head) + space)] };
}

/** What stands in the text, right or wrong. */
function takeApart(text: string) {
  const marked = cleanText(text).trim();
  const several = marked.search(severalMark) >= 0;
  const { rest, deadline } = cutDeadline(marked.replace(severalMark, '').replace(singleMark, '').trim());
  const { question, lines } = cutQuestion(rest);
  return { several, deadline, question: question.replace(/^[\s：:，,]+/u, '').trim(), options: splitLines(lines) };
}

/** There are a question and options in it, so that it means to be a poll. */
export function looksLikePoll(text: string): boolean {
  if (text.length > longestText) return false;
  const { question, options } = takeApart(text);
  return question !== '' && options.length > 1;
}

const refused = (fault: PollFault, said = ''): ReadPoll => ({ plan: null, fault, said });

/**
 * Reads what follows 投票: 「下次学习会放在哪天？周五下午／周六上午／都可以」, or the question and then an option on each
 * line. A deadline is taken only when it is sure. Faults are kept, to be asked about; a preview shows what was read.
 */
export function readPoll(text: string, at: { now: Date; zone: string }): ReadPoll {
  if (!looksLikePoll(text)) return refused('no_options');
  const { several, deadline, question, options } = takeApart(text);
  const closesAt = deadline === '' ? null : readDeadline(deadline, at);
  const twin = options.find((option, index) => options.findIndex((one) => isSame(one, option)) < index);
  const long = options.find((option) => option.length > longestOption);
  if (options.length > mostOptions) return refused('too_many');
  if (twin !== undefined) return refused('twins', twin);
  if (question.length > longestQuestion) return refused('long_question');
  if (long !== undefined) return refused('long_option', `${long.slice(0, 10)}…`);
  if (deadline !== '' && closesAt === null) return refused('deadline', deadline);
  return { plan: { question, options, several, closesAt }, fault: null };
}

/** Options that nobody could tell apart by their words. */
const isSame = (one: string, other: string) => bare(one) === bare(other);

/** An option as it is compared: without spaces and what stands between words. */
export const bare = (text: string): string => foldText(text).replace(/[\s,.:;，。、：；!?！？"“”「」'()（）]/gu, '');
