import { z } from 'zod';
import type { MemberContext } from '../../chat/handling-context.ts';
import { countCharacters, foldText } from '../../lib/text.ts';
import { findLabel } from './label.ts';
import { callsOff } from './read-choice.ts';
import { readSubmission } from './read-submission.ts';
import type { HandedIn } from './handed-in.ts';
import { texts } from './texts.ts';

export const textQuestionKind = 'submissions.text';
/** The question stands by its author, so that a submission sent whole closes it. */
export const textQuestionSubject = (memberId: number) => `author:${memberId}`;

const files = z.array(
  z.object({
    name: z.string(),
    type: z.string(),
    size: z.number(),
    sha256: z.string().exactOptional(),
    remote: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
  }),
);

/** What stays with the open question: the kind, and the files that came with the bare heading. */
export const textQuestionPayload = z.object({ kind: z.enum(['info', 'idea']), files });

export async function askForText(context: MemberContext, handedIn: HandedIn): Promise<void> {
  const subject = textQuestionSubject(context.person.id);
  const payload = { kind: handedIn.kind, files: [...handedIn.files] } satisfies z.input<typeof textQuestionPayload>;
  await context.ask({ kind: textQuestionKind, subject, payload, onlyMe: true, minutes: 10 });
  const text = texts(context.locale)(handedIn.kind === 'idea' ? 'ask_idea' : 'ask_info');
  await context.reply(text, { subject });
}

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
