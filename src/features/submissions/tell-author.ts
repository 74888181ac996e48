import type { MemberContext } from '../../chat/handling-context.ts';
import type { Submission } from './submission.store.ts';

/** Tells the author in private, once per submission and `key`; says nothing when no private talk is open. */
export async function tellAuthor(
  context: Pick<MemberContext, 'tx' | 'directory' | 'messenger' | 'message' | 'person'>,
  submission: Submission,
  key: string,
  text: string,
): Promise<void> {
  const { tx, directory, messenger, message, person } = context;
  if (submission.authorId === person.id) return;
  const place = await directory.privateConversation(tx, submission.authorId, message.platform);
  const subject = `submission:${submission.id}`;
  if (place) await messenger.send(tx, place, { text }, { naturalKey: `${subject}:${key}:told`, subject });
}
