import type { MemberContext } from '../../chat/handling-context.ts';
import { labelOf } from './label.ts';
import { mayChange } from './submission.policy.ts';
import { addEvent } from './submission-event.store.ts';
import type { Submission } from './submission.store.ts';
import { texts } from './texts.ts';

/** The author edited the message itself: the new wording is kept beside the first one. An older version that comes late changes nothing. */
export async function reviseSubmission(context: MemberContext, submission: Submission, text: string): Promise<void> {
  const { message, person, tx, inboxId } = context;
  const t = texts(context.locale);
  if (message.editVersion === 0 || text === submission.text || !mayChange(person, submission)) return;
  const label = labelOf(submission.number);
  const subject = `submission:${submission.id}`;
  if (submission.state === 'withdrawn') {
    await context.reply(t('is_withdrawn', { label }), { subject });
    return;
  }
  const added = await addEvent(tx, {
    submissionId: submission.id,
    kind: 'supplemented',
    text: t('revision', { text }),
    actorId: person.id,
    inboxId,
    messageId: message.messageId,
    at: message.at,
  });
  if (added) await context.reply(t('revised', { label }), { subject });
}
