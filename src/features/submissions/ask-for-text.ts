import { z } from 'zod';
import type { MemberContext } from '../../chat/handling-context.ts';
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
