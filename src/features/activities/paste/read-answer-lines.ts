import { cleanText } from '../../../lib/text.ts';
import { readAnswer, type Answer } from '../read-answer.ts';

/** Somebody's answer as another passes it on. */
export interface AnswerLine {
  name: string;
  answer: Answer;
}

const longest = 5_000;
const mostLines = 100;
const line = /^(?:\d{1,3}[.、)）]\s*)?([^\s：:，,]{1,20})\s*[：:]\s*(.{1,120})$/u;
const passedOn = /^代报\s*([^\s：:，,]{1,20})[\s：:，,]+(.{1,120})$/u;

function readLine(pattern: RegExp, text: string): AnswerLine | null {
  const [, name, words] = pattern.exec(text.trim()) ?? [];
  const answer = name === undefined || words === undefined ? null : readAnswer(words, { speaker: name });
  return name === undefined || !answer || answer.state === 'acknowledged' ? null : { name, answer };
}

/** 「张三：参加」 in every line, or nothing. `single`: one line is enough. */
export function readAnswerLines(text: string, { single = false } = {}): AnswerLine[] | null {
  if (text.length > longest) return null;
  const lines = cleanText(text)
    .split('\n')
    .filter((one) => one.trim() !== '');
  if (lines.length > mostLines || lines.length < (single ? 1 : 2)) return null;
  const read = lines.map((one) => readLine(line, one));
  return read.every((one) => one !== null) ? read : null;
}

/** 「代报 张三 参加」. */
export function readPassedOn(text: string): AnswerLine | null {
  return text.length > 160 ? null : readLine(passedOn, text);
}
