import type { MemberContext } from '../../chat/handling-context.ts';
import { isEditor } from './submission.policy.ts';
import { submissionById, submissionByMessage, submissionByNumber, type Submission } from './submission.store.ts';

const subject = /^submission:(\d+)$/;

/** The submission behind a quoted message of a person; only its author and those who edit point at it so. */
export async function submissionBehind(context: MemberContext, messageId: string): Promise<Submission | null> {
  const { conversation } = context.message;
  const found = await submissionByMessage(context.tx, { unitId: context.unit.id, conversation, messageId });
  return found && (found.authorId === context.person.id || isEditor(context.person)) ? found : null;
}

/** Which submission a message is about: the number said, else what it quotes. null = it does not say. */
export async function findTarget(context: MemberContext, number: number | null): Promise<Submission | null> {
  const { tx, unit, repliedTo } = context;
  if (number !== null) return submissionByNumber(tx, unit.id, number);
  if (!repliedTo) return null;
  const id = subject.exec(repliedTo.subject ?? '')?.[1];
  return id === undefined ? submissionBehind(context, repliedTo.messageId) : submissionById(tx, unit.id, Number(id));
}
