import { z } from 'zod';
import { defineQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { award } from '../points/index.ts';
import { levelOf, type AdoptionLevel } from './adoption-level.ts';
import { findTarget } from './find-target.ts';
import { labelOf } from './label.ts';
import type { AdoptionNews } from './read-adoption.ts';
import { readLevel } from './read-level.ts';
import { addAdoption, addEvent } from './submission-event.store.ts';
import { markAdopted, submissionById, type Submission } from './submission.store.ts';
import { tellAuthor } from './tell-author.ts';
import { texts } from './texts.ts';

const kind = 'submissions.adopter_level';
const payload = z.object({ submissionId: z.number(), adopter: z.string() });

interface Adoption {
  adopter: string;
  level: AdoptionLevel;
}

/** Notes that somebody adopted it. Every adopter counts once, and their points add up; the author hears of it in private. */
async function recordAdoption(context: MemberContext, submission: Submission, adoption: Adoption): Promise<void> {
  const { tx, person, message, inboxId } = context;
  const { adopter, level } = adoption;
  const t = texts(context.locale);
  const label = labelOf(submission.number);
  const options = { subject: `submission:${submission.id}` };
  if (!(await markAdopted(tx, submission.id))) {
    await context.reply(t('is_withdrawn', { label }), options);
    return;
  }
  const news = { submissionId: submission.id, level, adopter, recordedById: person.id, at: message.at };
  if (!(await addAdoption(tx, news))) {
    await context.reply(t('adopted_before', { label, adopter }), options);
    return;
  }
  const event = { submissionId: submission.id, kind: 'adopted' as const, text: adopter, actorId: person.id };
  await addEvent(tx, { ...event, inboxId, messageId: message.messageId, at: message.at });
  const points = await reward(context, submission, adoption);
  await context.audit('submissions.adopt', options.subject);
  await context.reply(t('adopted', { label, author: submission.authorName, adopter, points }), options);
  await tellAuthor(context, submission, `adopted:${adopter}`, t('adopted_told', { label, adopter, points }));
}

async function reward(context: MemberContext, submission: Submission, { adopter, level }: Adoption): Promise<number> {
  const { points } = await award(context.tx, {
    unitId: submission.unitId,
    memberId: submission.authorId,
    item: `adopted_${level}`,
    eventAt: context.message.at,
    zone: context.zone,
    naturalKey: `submission:${submission.id}:adopted:${adopter}`,
    reason: texts(context.locale)('reason_adopted', { label: labelOf(submission.number), adopter }),
    inboxId: context.inboxId,
    authorId: context.person.id,
  });
  return points;
}

/** 采用: finds the submission and the adopter's level; what the words do not say is asked for. */
export async function adopt(
  context: MemberContext,
  { number, adopter: said }: { number: AdoptionNews['number'] | null; adopter: string },
): Promise<void> {
  const t = texts(context.locale);
  const adopter = said.normalize('NFKC').replace(/\s+/gu, '');
  const submission = await findTarget(context, number);
  if (!submission) {
    await context.reply(number === null ? t('adopt_usage') : t('no_such', { label: labelOf(number) }));
    return;
  }
  const level = levelOf(adopter);
  if (adopter === '') await context.reply(t('adopt_who', { label: labelOf(submission.number) }));
  else if (level) await recordAdoption(context, submission, { adopter, level });
  else await askLevel(context, submission, adopter);
}

async function askLevel(context: MemberContext, submission: Submission, adopter: string): Promise<void> {
  const subject = `adoption:${context.inboxId}`;
  await context.ask({ kind, subject, payload: { submissionId: submission.id, adopter }, onlyMe: true, minutes: 10 });
  await context.reply(texts(context.locale)('adopt_level', { adopter }), { subject });
}

/** The answer to «which level is that?». */
export const levelQuestion = defineQuestion({
  kind,
  read: readLevel,
  async handle(context, question, level) {
    await context.closeQuestions(question.subject);
    const { submissionId, adopter } = payload.parse(question.payload);
    const submission = await submissionById(context.tx, context.unit.id, submissionId);
    if (submission && level !== 'dropped') await recordAdoption(context, submission, { adopter, level });
    else await context.reply(texts(context.locale)('dropped'));
  },
});
