import { z } from 'zod';
import type { Action } from '../../chat/feature.ts';
import { defineQuestion } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { cleanText, countCharacters, shorten } from '../../lib/text.ts';
import { findMembersByName } from '../members/index.ts';
import { award } from '../points/index.ts';
import { textQuestionPayload } from './ask-for-text.ts';
import { keepFiles } from './keep-files.ts';
import { labelOf } from './label.ts';
import { agrees, callsOff } from './read-choice.ts';
import type { ReportFor } from './read-report-for.ts';
import { receivedKey } from './receive-submission.ts';
import { waitingReport } from './report-for-another.store.ts';
import { insertSubmission, lockNumbers, submissionByText, type Submission } from './submission.store.ts';
import { tellAuthor } from './tell-author.ts';
import { isTooLong, longestText } from './text-limit.ts';
import { texts } from './texts.ts';

const kind = 'submissions.report_for';
const minutes = 30;
const subjectOf = (inboxId: string) => `handed:${inboxId}`;

/** What waits for the secretary's yes. The message with the words is the evidence. */
const payloadSchema = z.object({
  authorId: z.number(),
  kind: z.enum(['info', 'idea']),
  text: z.string(),
  files: textQuestionPayload.shape.files,
  inboxId: z.string().regex(/^\d{1,19}$/),
  messageId: z.string(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
});

type Waiting = z.output<typeof payloadSchema>;

const findTwin = ({ tx, unit }: MemberContext, authorId: number, text: string): Promise<Submission | null> =>
  submissionByText(tx, { unitId: unit.id, authorId, text }, new Date(0));

/** Shows whose words will be taken, and waits for a yes. */
export async function reportForAnother(context: MemberContext, report: ReportFor): Promise<void> {
  const { tx, unit, message, inboxId, locale } = context;
  const t = texts(locale);
  const text = cleanText(report.text).trim();
  const say = async (words: string) => void (await context.reply(words));
  const found = await findMembersByName(tx, unit.id, report.author);
  const [author] = found;
  if (!author) return say(t('report_for_nobody', { name: report.author }));
  if (found.length > 1) return say(t('report_for_several', { name: report.author, count: found.length }));
  if (isTooLong(text)) return say(t('too_long', { most: longestText }));
  const twin = await findTwin(context, author.id, text);
  if (twin) return say(t('report_for_before', { author: author.name, label: labelOf(twin.number) }));
  const waiting: z.input<typeof payloadSchema> = {
    authorId: author.id,
    kind: report.kind,
    text,
    files: [...message.files],
    inboxId: String(inboxId),
    messageId: message.messageId,
    at: message.at.toISOString(),
  };
  const subject = subjectOf(String(inboxId));
  await context.ask({ kind, subject, payload: waiting, onlyMe: true, minutes });
  const words = shorten(text.replace(/\s+/gu, ' '), 40);
  await context.reply({
    text: t('report_for_preview', { author: author.name, words, count: countCharacters(text) }),
    buttons: [
      [
        { label: t('button_report_yes'), action: `handed:${inboxId}:yes` },
        { label: t('button_report_no'), action: `handed:${inboxId}:no` },
      ],
    ],
  });
}

/** Takes it under the author's name; the points are theirs, and they are told. */
async function store(context: MemberContext, waiting: Waiting): Promise<void> {
  const { tx, unit, person, message, zone } = context;
  const t = texts(context.locale);
  const { authorId, files, at, inboxId, ...words } = waiting;
  await lockNumbers(tx, unit.id);
  const twin = await findTwin(context, authorId, words.text);
  if (twin) {
    const label = labelOf(twin.number);
    return void (await context.reply(t('report_for_before', { author: twin.authorName, label })));
  }
  const evidence = { inboxId: BigInt(inboxId), conversation: message.conversation, handedInById: person.id };
  const said = new Date(at);
  const submission = await insertSubmission(tx, { ...words, ...evidence, unitId: unit.id, authorId, at: said });
  const label = labelOf(submission.number);
  const subject = `submission:${submission.id}`;
  await keepFiles(context, submission.id, files);
  await award(tx, {
    unitId: unit.id,
    memberId: authorId,
    item: 'submission_received',
    eventAt: said,
    zone,
    naturalKey: receivedKey(submission.id),
    reason: t('reason_received', { label }),
    inboxId: evidence.inboxId,
  });
  await context.audit('submissions.handed_in', subject);
  await context.reply(t('report_for_done', { author: submission.authorName, label }), { subject });
  await tellAuthor(context, submission, 'handed_in', t('report_for_told', { by: person.name, label }));
}

async function decide(context: MemberContext, inboxId: string, decision: 'yes' | 'no'): Promise<boolean> {
  const { tx, person, now } = context;
  const subject = subjectOf(inboxId);
  const waiting = payloadSchema.safeParse(await waitingReport(tx, { kind, subject, memberId: person.id, now })).data;
  if (!waiting) return false;
  await context.closeQuestions(subject);
  if (decision === 'yes') await store(context, waiting);
  else await context.reply(texts(context.locale)('dropped'));
  return true;
}

/** 确认 or 取消. */
export const reportForQuestion = defineQuestion({
  kind,
  read: (text) => (callsOff(text) ? 'no' : agrees(text) ? 'yes' : null),
  async handle(context, { subject }, decision) {
    await decide(context, subject.slice('handed:'.length), decision);
  },
});

/** The same as buttons: `handed:<inbox row>:yes`. */
export const reportForAction: Action = {
  name: 'handed',
  async handle(context, argument) {
    const t = texts(context.locale);
    const [inboxId = '', what = ''] = argument.split(':');
    const known = (what === 'yes' || what === 'no') && (await decide(context, inboxId, what));
    if (!known) return t('report_for_gone');
    return t(what === 'yes' ? 'button_report_yes' : 'button_report_no');
  },
};
