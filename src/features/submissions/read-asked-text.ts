import { countCharacters, foldText } from '../../lib/text.ts';
import { findLabel } from './label.ts';
import { callsOff } from './read-choice.ts';
import { readSubmission } from './read-submission.ts';

/** Beginnings of words that mean something else to the bot or to the group. */
const otherMatters =
  /^(?:参加|报名|请假|签到|取消|收到|帮助|积分|我的|名单|信息列表|查看|撤回|补充|采用|出稿|确认|加分|[+]\d|\/)/u;
const shortest = 6;

/**
 * Reads the next message as the text that was asked for. null = rather something else: a command, a short answer to
 * somebody, or a submission with its own heading.
 */
export function readAskedText(text: string): { text: string } | 'dropped' | null {
  if (callsOff(text)) return 'dropped';
  const folded = foldText(text);
  if (otherMatters.test(folded) || readSubmission(text) || findLabel(folded)) return null;
  return countCharacters(folded.slice(0, 100)) < shortest ? null : { text: text.trim() };
}
