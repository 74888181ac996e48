import { readSubmission, type SubmissionKind } from './read-submission.ts';

/** What somebody else had to say, as a secretary passes it on. */
export interface ReportFor {
  /** As it was written. */
  author: string;
  kind: SubmissionKind;
  text: string;
}

const name = '([^\\s：:，,。（(]{1,20}?)(?:同志|老师|会员)?';
/** 「代报 张三：社情民意 …」 */
const handed = new RegExp(`^代报[\\s：:]*${name}[\\s：:，,]+([\\s\\S]+)$`, 'u');
/** 「转张三反映：…」, 「转 张三的社情民意：…」 */
const forwarded = new RegExp(
  `^转(?:报|发|达)?[\\s：:]*${name}\\s*(反映|的?社情民意(?:信息)?|的?金点子)\\s*[：:]([\\s\\S]+)$`,
  'u',
);
const matter = /^反映[\s：:，,]+/u;
const plain = new RegExp(`^${name}[\\s：:，,]+([\\s\\S]+)$`, 'u');

/** The words of another after their name; null when there are none. */
function wordsOf(author: string | undefined, kind: SubmissionKind, words: string | undefined): ReportFor | null {
  const text = words?.trim() ?? '';
  return author === undefined || text === '' ? null : { author, kind, text };
}

/** Reads a sentence that passes on another's 社情民意信息. null = anything else. */
export function readReportFor(said: string): ReportFor | null {
  const text = said.trim();
  const [, forwardedBy, what, words] = forwarded.exec(text) ?? [];
  if (forwardedBy !== undefined) return wordsOf(forwardedBy, what?.includes('金点子') ? 'idea' : 'info', words);
  const [, author, rest = ''] = handed.exec(text) ?? [];
  const read = readSubmission(rest);
  if (read) return wordsOf(author, read.kind, read.text);
  return matter.test(rest) ? wordsOf(author, 'info', rest.replace(matter, '')) : null;
}

/** What follows the words of the command: 「张三：…」. */
export function readNamedReport(rest: string): ReportFor | null {
  const [, author, words = ''] = plain.exec(rest.trim()) ?? [];
  const read = readSubmission(words);
  return wordsOf(author, read?.kind ?? 'info', read?.text ?? words);
}
