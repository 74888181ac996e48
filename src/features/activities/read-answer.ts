import { foldText } from '../../lib/text.ts';
import { readNumber } from '../../lib/chinese-number.ts';
import { classifyClause, isName, isQuestion, speaksOfOthers, type ClauseReading } from './answer-words.ts';

/**
 * What a member answered to an activity. joined: `guests` come along. none: takes the own answer back.
 * acknowledged: has read it, and nothing more.
 */
export type Answer =
  | { state: 'joined'; guests: number; note: string }
  | { state: 'on_leave'; guests: 0; note: string }
  | { state: 'tentative' | 'none' | 'acknowledged'; guests: 0; note: '' };

/** Longest answer without a reason, and with one, in UTF-16 units. */
const shortest = 40;
const longest = 120;

const numbered: Readonly<Record<string, Answer>> = {
  1: { state: 'joined', guests: 0, note: '' },
  2: { state: 'on_leave', guests: 0, note: '' },
  3: { state: 'tentative', guests: 0, note: '' },
};

/** How an answer is to be read. */
export interface AnswerReading {
  /** 1, 2 and 3 stand for the buttons. */
  numbers?: boolean;
  /** The speaker's name, which may stand beside the answer: 张伟参加, 请假 张伟. */
  speaker?: string;
}

/**
 * Reads an answer to an open activity: 参加, 请假，出差, +1, 带两人, 待定, 取消, 收到. Careful by design: whatever
 * does not consist of such words alone is null, and the bot keeps silent. The later word wins (收到，请假), negation
 * goes before the word it negates, and a question is never an answer.
 */
export function readAnswer(text: string, { numbers = false, speaker = '' }: AnswerReading = {}): Answer | null {
  if (text.length > longest) return null;
  const said = foldText(text);
  if (numbers) {
    const number = readNumber(said.replace(/[.。、)]$/, ''));
    if (number !== null) return numbered[number] ?? null;
  }
  // +1 +3 +5 are options of somebody's list, not people.
  if (isQuestion(said) || /\+\d+\D*\+\d/.test(said)) return null;
  const clauses = splitClauses(text)
    .map((clause) => withoutName(clause, speaker))
    .filter((clause) => clause !== '');
  const read = clauses.map((clause) => ({ clause, reading: classifyClause(foldText(clause)) }));
  return decide(read, said.length);
}

interface Clause {
  /** As it was written. */
  clause: string;
  reading: ClauseReading;
}

/** Brackets hold remarks (参加（带孩子）); a colon separates a reason (请假：出差); 、 does not, because it joins names. */
function splitClauses(text: string): string[] {
  return text
    .split(/[，,。.;；!！~～…：:（）()\n\r\t\u3000 ]+/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
}

function withoutName(clause: string, name: string): string {
  if (name === '') return clause;
  if (clause.startsWith(name)) return clause.slice(name.length);
  return clause.endsWith(name) ? clause.slice(0, -name.length) : clause;
}

function decide(clauses: readonly Clause[], length: number): Answer | null {
  const meant = clauses.findLast(({ reading }) => reading.kind === 'answer');
  const unknown = clauses.filter(({ reading }) => reading.kind === 'unknown');
  if (meant?.reading.kind === 'answer') {
    const { state } = meant.reading;
    if (state === 'on_leave') return leave(clauses);
    if (unknown.length > 0 || length > shortest) return null;
    return state === 'joined' ? joined(clauses) : { state, guests: 0, note: '' };
  }
  if (unknown.length > 0 || length > shortest) return null;
  const comes = ({ clause, reading }: Clause) =>
    reading.kind === 'guests' || (reading.kind === 'remark' && clause.endsWith('参加'));
  if (clauses.some(comes)) return joined(clauses);
  return clauses.some(({ reading }) => reading.kind === 'acknowledged')
    ? { state: 'acknowledged', guests: 0, note: '' }
    : null;
}

/** What is said beside the leave is its reason, unless it is about somebody else. */
function leave(clauses: readonly Clause[]): Answer | null {
  const reasons = clauses.flatMap(({ clause, reading }) => {
    if (reading.kind === 'unknown') return [clause];
    return reading.kind === 'answer' && reading.state === 'on_leave' && reading.reason ? [reading.reason] : [];
  });
  const note = reasons.join('，');
  const ofAnother = reasons.some((reason) => isName(reason)) || speaksOfOthers(note);
  return ofAnother ? null : { state: 'on_leave', guests: 0, note };
}

function joined(clauses: readonly Clause[]): Answer {
  const guests = Math.max(
    0,
    ...clauses.map(({ reading }) => (reading.kind === 'answer' || reading.kind === 'guests' ? reading.guests : 0)),
  );
  const note = clauses
    .filter(({ reading }) => reading.kind === 'remark')
    .map(({ clause }) => clause)
    .join('，');
  return { state: 'joined', guests, note };
}
