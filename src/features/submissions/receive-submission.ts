import type { MemberContext } from '../../chat/handling-context.ts';
import { cleanText, isBlank } from '../../lib/text.ts';
import { award } from '../points/index.ts';
import { askForText, textQuestionSubject } from './ask-for-text.ts';
import type { HandedIn } from './handed-in.ts';
import { keepFiles } from './keep-files.ts';
import { labelOf } from './label.ts';
import { albumReceiptKey, presentReceipt } from './receipt.present.ts';
import { reviseSubmission } from './revise-submission.ts';
import { expectRest } from './rest-question.ts';
import {
  insertSubmission,
  lockNumbers,
  submissionByMessage,
  submissionByText,
  type Submission,
} from './submission.store.ts';
import { isTooLong, longestText } from './text-limit.ts';
import { texts } from './texts.ts';

const sameTextMinutes = 10;

/** Business key of the points for handing in. */
export const receivedKey = (submissionId: number) => `submission:${submissionId}:received`;

/**
 * Takes a submission under the unit's next number and gives its receipt. Without words it asks for them; an edited
 * message becomes a revision; the same words of the same author within ten minutes are not taken twice.
 */
export async function receiveSubmission(context: MemberContext, handedIn: HandedIn): Promise<void> {
  const t = texts(context.locale);
  const text = cleanText(handedIn.text).trim();
  await context.closeQuestions(textQuestionSubject(context.person.id));
  if (isBlank(text)) return askForText(context, handedIn);
  if (isTooLong(text)) {
    await context.reply(t('too_long', { most: longestText }));
    return;
  }
  const { conversation, messageId } = context.message;
  const earlier = await submissionByMessage(context.tx, { unitId: context.unit.id, conversation, messageId });
  if (earlier) return reviseSubmission(context, earlier, text);
  await lockNumbers(context.tx, context.unit.id);
  const twin = await findTwin(context, text);
  if (twin) {
    await context.reply(t('received_just_now', { label: labelOf(twin.number) }), { subject: `submission:${twin.id}` });
    return;
  }
  await store(context, { ...handedIn, text });
}

function findTwin(context: MemberContext, text: string): Promise<Submission | null> {
  const since = new Date(context.message.at.getTime() - sameTextMinutes * 60_000);
  return submissionByText(context.tx, { unitId: context.unit.id, authorId: context.person.id, text }, since);
}

async function store(context: MemberContext, { kind, text, files }: HandedIn): Promise<void> {
  const { tx, unit, person, message, inboxId, zone } = context;
  const t = texts(context.locale);
  const submission = await insertSubmission(tx, {
    unitId: unit.id,
    kind,
    authorId: person.id,
    text,
    conversation: message.conversation,
    messageId: message.messageId,
    inboxId,
    at: message.at,
  });
  const label = labelOf(submission.number);
  await keepFiles(context, submission.id, files);
  await award(tx, {
    unitId: unit.id,
    memberId: person.id,
    item: 'submission_received',
    eventAt: message.at,
    zone,
    naturalKey: receivedKey(submission.id),
    reason: t('reason_received', { label }),
    inboxId,
  });
  const subject = `submission:${submission.id}`;
  await context.reply(presentReceipt(context, submission, 'received'), {
    subject,
    // One that is changed when more of its files arrive leaves alone.
    ...(context.album
      ? { naturalKey: albumReceiptKey(context.album.lead) }
      : { merge: { line: t('received_line', { name: person.name, label }), memberId: person.id } }),
  });
  await expectRest(context, submission.id);
}
