import { z } from 'zod';
import { defineQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { reverse } from '../points/index.ts';
import { findTarget } from './find-target.ts';
import { labelOf } from './label.ts';
import { recalledSubmission, recallSubject } from './recalled-submission.ts';
import { readWhichOne, type WhichOne } from './read-which-one.ts';
import { receivedKey } from './receive-submission.ts';
import { mayChange } from './submission.policy.ts';
import { presentChoices } from './submission.present.ts';
import { addEvent } from './submission-event.store.ts';
import { markWithdrawn, submissionById, withdrawable, type Submission } from './submission.store.ts';
import { texts } from './texts.ts';

const justNowMinutes = 10;
const mostChoices = 5;
const kind = 'submissions.which_to_withdraw';
const payload = z.object({ choices: z.array(z.object({ id: z.number(), number: z.number() })) });

/** Takes back one's own submission with its points; what was adopted stays. */
export async function withdrawSubmission(context: MemberContext, submission: Submission): Promise<void> {
  const { tx, person, message, inboxId, now } = context;
  const t = texts(context.locale);
  const label = labelOf(submission.number);
  const options = { subject: `submission:${submission.id}` };
  if (!mayChange(person, submission)) {
    await context.reply(t('not_yours', { label, author: submission.authorName }), options);
  } else if (await markWithdrawn(tx, submission.id)) {
    const event = { submissionId: submission.id, kind: 'withdrawn' as const, text: '', actorId: person.id };
    await addEvent(tx, { ...event, inboxId, messageId: message.messageId, at: message.at });
    const reason = t('reason_withdrawn', { label });
    await reverse(tx, { naturalKey: receivedKey(submission.id), reason, inboxId, authorId: person.id, now });
    await context.closeQuestions(recallSubject(submission.id));
    await context.reply(t('withdrawn', { label }), options);
  } else {
    const current = await submissionById(tx, submission.unitId, submission.id);
    const stays = current?.state === 'adopted';
    await context.reply(t(stays ? 'adopted_stays' : 'withdrawn_before', { label }), options);
  }
}

/** 撤回: the one named or quoted, else the one just handed in, else it asks which. */
export async function withdraw(context: MemberContext, number: number | null): Promise<void> {
  const t = texts(context.locale);
  const target = await findTarget(context, number);
  if (target) return withdrawSubmission(context, target);
  // A quoted message that is no submission: whatever was meant, it was not the newest one.
  const elsewhere = context.repliedTo !== null && context.repliedTo.subject !== '';
  if (number !== null || elsewhere) {
    await context.reply(number === null ? t('withdraw_usage') : t('no_such', { label: labelOf(number) }));
    return;
  }
  const recalled = await recalledSubmission(context);
  if (recalled) return withdrawSubmission(context, recalled);
  const own = await withdrawable(context.tx, context.unit.id, context.person.id, mostChoices);
  const [latest] = own;
  const since = context.message.at.getTime() - justNowMinutes * 60_000;
  if (latest && latest.at.getTime() >= since) await withdrawSubmission(context, latest);
  else if (latest) await askWhich(context, own);
  else await context.reply(t('nothing_to_withdraw'));
}

/** The list shows one's own words, so it goes to the private talk; the number may be answered there or here. */
async function askWhich(context: MemberContext, own: readonly Submission[]): Promise<void> {
  const subject = `withdrawal:${context.inboxId}`;
  const choices = own.map(({ id, number }) => ({ id, number }));
  await context.ask({ kind, subject, payload: { choices }, onlyMe: true, minutes: 10 });
  await context.replyPrivately(presentChoices(own, context), { subject });
}

/** The answer to «which one is to be taken back?». */
export const withdrawalQuestion = defineQuestion<WhichOne>({
  kind,
  read: readWhichOne,
  async handle(context, question, choice) {
    const t = texts(context.locale);
    const { choices } = payload.parse(question.payload);
    const chosen =
      choice === 'dropped'
        ? undefined
        : 'place' in choice
          ? choices[choice.place - 1]
          : choices.find(({ number }) => number === choice.number);
    if (!chosen && choice !== 'dropped') {
      await context.reply(t('which_out_of_range'), { subject: question.subject });
      return;
    }
    await context.closeQuestions(question.subject);
    const submission = chosen && (await submissionById(context.tx, context.unit.id, chosen.id));
    if (submission) await withdrawSubmission(context, submission);
    else await context.reply(t('dropped'));
  },
});
