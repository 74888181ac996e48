import { z } from 'zod';
import type { MemberContext } from '../../chat/handling-context.ts';
import { withTitle } from '../../chat/with-title.ts';
import { nameGroups } from '../members/index.ts';
import { isOrganiser } from './activity.policy.ts';
import { momentOf, presentChoice } from './activity.present.ts';
import { endActivity, findActivity, openActivities, type StoredActivity } from './activity.store.ts';
import { namedIn, quotedActivity } from './choose-activity.ts';
import { subjectOf } from './activity-subject.ts';
import { texts } from './texts.ts';

/** Kind of the question whether, or which of several, an activity is to be cancelled. */
export const cancelKind = 'activities.cancel';
const cancelMinutes = 10;

/** The activities as they were listed; one alone waits for a yes. */
export const cancelPayload = z.object({ ids: z.array(z.number()).min(1) });

async function ask(context: MemberContext, activities: readonly StoredActivity[]): Promise<void> {
  const t = texts(context.locale);
  const ids = activities.map(({ id }) => id);
  const payload = { ids } satisfies z.input<typeof cancelPayload>;
  const [only] = activities;
  if (!only) return void (await context.reply(t('cancel_none')));
  const subject = `cancel:${only.id}`;
  await context.ask({ kind: cancelKind, subject, payload, onlyMe: true, minutes: cancelMinutes });
  const text =
    activities.length === 1
      ? t('cancel_ask', { title: only.title, when: momentOf(only.startsAt, context) })
      : presentChoice(t('cancel_which'), activities, context);
  await context.reply(text);
}

/** 取消活动: asks which one, if several are open, and then for a yes. */
export async function askToCancel(context: MemberContext, which: string): Promise<void> {
  const open = await openActivities(context.tx, context.unit.id, context.now);
  const quoted = open.filter(({ id }) => id === quotedActivity(context));
  const named = quoted.length > 0 ? quoted : namedIn(which, open, { now: context.message.at, zone: context.zone });
  await ask(context, named);
}

async function cancel(context: MemberContext, activity: StoredActivity): Promise<void> {
  const t = texts(context.locale);
  const { tx, unit } = context;
  const { id, title } = activity;
  if (!(await endActivity(tx, id, 'cancelled'))) return void (await context.reply(t('cancel_gone', { title })));
  await context.closeQuestions(subjectOf(id));
  const groups = await context.directory.groupConversations(tx, unit.id);
  const body = withTitle(t('cancel_notice', { title, when: momentOf(activity.startsAt, context) }));
  for (const group of groups) {
    const naturalKey = `activity:${id}:cancelled:${group}`;
    await context.messenger.send(tx, group, body, { naturalKey, subject: subjectOf(id), mustArrive: true });
  }
  await context.audit('activity.cancelled', subjectOf(id));
  await context.reply(t('cancel_done', { title, groups: await nameGroups(tx, groups, context.locale) }));
}

/** The organiser's answer: a number of the list, or the yes. */
export async function decideCancel(
  context: MemberContext,
  ids: readonly number[],
  answer: 'yes' | 'no' | { number: number },
): Promise<void> {
  const first = ids[0] ?? 0;
  await context.closeQuestions(`cancel:${first}`);
  if (answer === 'no' || !isOrganiser(context.person)) {
    return void (await context.reply(texts(context.locale)('cancel_kept')));
  }
  const id = answer === 'yes' ? first : (ids[answer.number - 1] ?? 0);
  const activity = await findActivity(context.tx, context.unit.id, id);
  if (!activity) return void (await context.reply(texts(context.locale)('cancel_none')));
  if (answer === 'yes') return cancel(context, activity);
  await ask(context, [activity]);
}
