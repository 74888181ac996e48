import { expect } from 'vitest';
import type { Logger } from '../../../src/lib/logger.ts';

export interface RecordedLog extends Logger {
  readonly lines: readonly string[];
  /** Fails when a line holds one of these words, or the wording of a failure nobody named. */
  holdsNone(words: readonly string[]): void;
}

/** A logger that keeps its lines as they would be written. */
export function recordLog(): RecordedLog {
  const lines: string[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${JSON.stringify(fields)} ${message}`);
  return {
    lines,
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    holdsNone(words) {
      const telling = words.filter((word) => word.length >= 4);
      expect(lines.filter((line) => telling.some((word) => line.includes(word)))).toEqual([]);
    },
  };
}

/** Pieces of what somebody wrote, long enough to be known again. */
export const piecesOf = (text: string): string[] =>
  (text.match(/[\p{L}\p{N}]{6,}/gu) ?? []).slice(0, 20).map((piece) => piece.slice(0, 20));

const insides = /\b(?:undefined|NaN|null|Error|Prisma|SQL)\b|\[object|\n\s+at |\{\w+\}|[\u202A-\u202E\0]/g;

/** Fails unless people can read it: Chinese, short, and nothing of the program's inside but what they said themselves. */
export function expectPlain(answer: string, words = '', most = 500): void {
  expect(answer).toMatch(/\p{Script=Han}/u);
  expect(Array.from(answer).length).toBeLessThanOrEqual(most);
  expect((answer.match(insides) ?? []).filter((inside) => !words.includes(inside))).toEqual([]);
}
