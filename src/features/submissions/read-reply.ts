import { foldText } from '../../lib/text.ts';
import { findLabel } from './label.ts';
import { recogniseAdoption } from './read-adoption.ts';
import { readSubmission } from './read-submission.ts';

const takesBack = /^(?:撤回|撤销|撤了|写错了?|发错了?|作废|删除|删掉|不要了)(?:这条|吧|了)?[。！!]?$/u;
const courtesy =
  /^(?:谢谢.{0,4}|多谢|感谢|好的?|好滴|收到|辛苦了?|ok|嗯+|明白|知道了|[\p{P}\p{S}\p{Extended_Pictographic}\s]*)[。！!～~]*$/u;
const adds = /^补充(?:一下|一点|内容)?[\s:：，,]*/u;
const adopted = /^(?:已?被)?\s*(?:采[用纳]了?)?\s*[:：]?\s*(.{2,30}?)\s*(?:采[用纳]了?)?[。！!]?$/u;
const aboutAnother = /^(?:查看|撤回|补充|采用)/u;

/** What a message that quotes a submission or its receipt means to do with it. */
export type Reply =
  /** Something of its own: a new submission, or a command with another label. */
  | { kind: 'elsewhere' }
  | { kind: 'takes_back' }
  /** Thanks and the like: nothing to keep. */
  | { kind: 'courtesy' }
  /** marked: it says itself that it adds something. */
  | { kind: 'adds'; text: string; marked: boolean };

/** Reads a reply by its words alone; who may do what is another matter. */
export function readReply(text: string): Reply {
  const folded = foldText(text);
  if (readSubmission(text) || recogniseAdoption(text)) return { kind: 'elsewhere' };
  if (aboutAnother.test(folded) && findLabel(folded)) return { kind: 'elsewhere' };
  if (takesBack.test(folded)) return { kind: 'takes_back' };
  if (courtesy.test(folded)) return { kind: 'courtesy' };
  return { kind: 'adds', text: text.replace(adds, ''), marked: adds.test(text) };
}

/** Who adopted it, when a reply says so: «采用 市政协», «市政协采用了». null = it is about something else. */
export function readAdopter(text: string): string | null {
  const said = text.normalize('NFKC').trim();
  if (said.length > 40 || !/采[用纳]/u.test(said)) return null;
  return adopted.exec(said)?.[1] ?? null;
}
