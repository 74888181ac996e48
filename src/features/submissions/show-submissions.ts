import type { MemberContext } from '../../chat/handling-context.ts';
import { filesOf } from './attachment.store.ts';
import { findTarget } from './find-target.ts';
import { labelOf } from './label.ts';
import { mayRead } from './submission.policy.ts';
import { presentList, presentSubmission } from './submission.present.ts';
import { adoptersOf, supplementsOf } from './submission-event.store.ts';
import { pageOfSubmissions, type Submission } from './submission.store.ts';
import { texts } from './texts.ts';

const pageSize = 10;

/** The unit's submissions, newest first; said in private. */
export async function showList(context: MemberContext, page: number): Promise<void> {
  const wanted = { skip: (page - 1) * pageSize, take: pageSize };
  const { rows, count } = await pageOfSubmissions(context.tx, context.unit.id, wanted);
  const list = { rows, count, page, pages: Math.ceil(count / pageSize) };
  await context.replyPrivately(presentList(list, context));
}

async function readAll({ tx }: MemberContext, submission: Submission) {
  return {
    submission,
    supplements: await supplementsOf(tx, submission.id),
    adopters: await adoptersOf(tx, submission.id),
    files: await filesOf(tx, submission.id),
  };
}

/** One submission in full, with its files; said in private, to those who may read it. */
export async function showSubmission(context: MemberContext, number: number | null): Promise<void> {
  const t = texts(context.locale);
  const submission = await findTarget(context, number);
  if (!submission) {
    await context.reply(number === null ? t('view_usage') : t('no_such', { label: labelOf(number) }));
    return;
  }
  const label = labelOf(submission.number);
  if (!mayRead(context.person, submission)) {
    const gone = submission.state === 'withdrawn';
    await context.reply(t(gone ? 'is_withdrawn' : 'view_refused', { label }));
    return;
  }
  const body = presentSubmission(await readAll(context, submission), context);
  await context.replyPrivately(body, { subject: `submission:${submission.id}` });
}
