import { z } from 'zod';
import { withoutTopic } from '../../chat/conversation-id.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { changeQuestion, openQuestions } from '../../chat/question.store.ts';
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
export const textQuestionPayload = z.object({
  kind: z.enum(['info', 'idea']),
  files,
  /** Inbox row of the album whose heading it was. */
  lead: z.string().exactOptional(),
});

/** More files of the album whose bare heading led to the question. @returns false when no such question is open */
export async function addToTextQuestion(context: MemberContext, lead: bigint): Promise<boolean> {
  const { tx, message, person, now } = context;
  const open = await openQuestions(tx, [withoutTopic(message.conversation)], person.id, now);
  const row = open.find(({ kind, memberId }) => kind === textQuestionKind && memberId === person.id);
  const asked = textQuestionPayload.safeParse(row?.payload);
  if (!row || !asked.success || asked.data.lead !== String(lead)) return false;
  const payload = { ...asked.data, files: [...asked.data.files, ...message.files] };
  await changeQuestion(tx, row.id, payload satisfies z.input<typeof textQuestionPayload>);
  return true;
}

export async function askForText(context: MemberContext, handedIn: HandedIn): Promise<void> {
  const subject = textQuestionSubject(context.person.id);
  const { album } = context;
  const payload = {
    kind: handedIn.kind,
    files: [...handedIn.files],
    ...(album ? { lead: String(album.lead) } : {}),
  } satisfies z.input<typeof textQuestionPayload>;
  await context.ask({ kind: textQuestionKind, subject, payload, onlyMe: true, minutes: 10 });
  const text = texts(context.locale)(handedIn.kind === 'idea' ? 'ask_idea' : 'ask_info');
  await context.reply(text, { subject });
}
