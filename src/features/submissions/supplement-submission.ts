import type { MemberContext } from '../../chat/handling-context.ts';
import { cleanText, isBlank } from '../../lib/text.ts';
import { keepFiles } from './keep-files.ts';
import { labelOf } from './label.ts';
import { albumReceiptKey, presentReceipt } from './receipt.present.ts';
import { mayChange } from './submission.policy.ts';
import { addEvent, hasAdded } from './submission-event.store.ts';
import type { Submission } from './submission.store.ts';
import { isTooLong, longestText } from './text-limit.ts';
import { texts } from './texts.ts';

/** Adds words or files of the author to a submission; its first words stay as they are. */
export async function supplementSubmission(
  context: MemberContext,
  submission: Submission,
  said: string,
): Promise<void> {
  const { message, person, tx, inboxId } = context;
  const t = texts(context.locale);
  const label = labelOf(submission.number);
  const text = cleanText(said).trim();
  const refusal = refuse();
  if (refusal !== null) {
    await context.reply(refusal, { subject: `submission:${submission.id}` });
    return;
  }
  const again = await hasAdded(tx, submission.id, message.messageId);
  // An older version of the message that comes late.
  if (again && message.editVersion === 0) return;
  const added = await addEvent(tx, {
    submissionId: submission.id,
    kind: 'supplemented',
    text: again ? t('revision', { text }) : text,
    actorId: person.id,
    inboxId,
    messageId: message.messageId,
    at: message.at,
  });
  if (!added) return;
  if (!again) await keepFiles(context, submission.id, message.files);
  await context.reply(again ? t('revised', { label }) : presentReceipt(context, submission, 'supplemented'), {
    subject: `submission:${submission.id}`,
    ...(context.album ? { naturalKey: albumReceiptKey(context.album.lead) } : {}),
  });

  function refuse(): string | null {
    if (!mayChange(person, submission)) return t('not_yours', { label, author: submission.authorName });
    if (submission.state === 'withdrawn') return t('is_withdrawn', { label });
    if (isTooLong(text)) return t('too_long', { most: longestText });
    return isBlank(text) && message.files.length === 0 ? t('supplement_usage') : null;
  }
}
