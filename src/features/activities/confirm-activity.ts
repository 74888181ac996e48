import { withoutTopic, type ConversationId } from '../../chat/conversation-id.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { openQuestion } from '../../chat/question.store.ts';
import { nameGroups } from '../members/index.ts';
import { presentAnnouncement } from './activity.present.ts';
import { changeDraft, dropDraft, findActivity, openActivity, type StoredActivity } from './activity.store.ts';
import { settlePreview, showPreview } from './show-preview.ts';
import { subjectOf } from './activity-subject.ts';
import { faultAt } from './plan-fault.ts';
import { readChange } from './read-change.ts';
import { reminderLadder, type Step } from './reminder-ladder.ts';
import { texts } from './texts.ts';

/** Kind of the question in each group that takes the members' answers. */
export const rollKind = 'activities.roll';

/** Every step speaks in each group; the summary closes the activity and is said once. */
function stepsFor(steps: readonly Step[], groups: readonly ConversationId[]): (Step & { conversation: string })[] {
  return groups.flatMap((conversation, index) =>
    steps.filter(({ kind }) => kind !== 'summary' || index === 0).map((step) => ({ ...step, conversation })),
  );
}

async function announce(context: MemberContext, activity: StoredActivity, groups: readonly ConversationId[]) {
  const subject = subjectOf(activity.id);
  for (const conversation of groups) {
    await context.messenger.send(context.tx, conversation, presentAnnouncement(activity, context), {
      naturalKey: `activity:${activity.id}:announce:${conversation}`,
      subject,
    });
    await openQuestion(context.tx, {
      conversation,
      memberId: null,
      kind: rollKind,
      subject,
      now: context.now,
      expiresAt: null,
    });
  }
}

/** The draft, if it still waits for this person's decision; otherwise says that it does not. */
async function waitingDraft(context: MemberContext, id: number): Promise<StoredActivity | null> {
  const draft = await findActivity(context.tx, context.unit.id, id);
  if (draft?.state === 'draft' && draft.createdById === context.person.id) return draft;
  await context.reply(texts(context.locale)('plan_gone'));
  return null;
}

/** Opens the activity and tells every group of the unit; a unit without a group is told where it was planned. */
export async function confirmActivity(context: MemberContext, id: number): Promise<void> {
  const draft = await waitingDraft(context, id);
  if (!draft) return;
  const t = texts(context.locale);
  const fault = faultAt(draft, context);
  if (fault) return void (await context.reply(t(`plan_${fault.fault}`, { said: fault.said })));
  const found = await context.directory.groupConversations(context.tx, context.unit.id);
  const groups = found.length > 0 ? found : [withoutTopic(context.message.conversation)];
  const steps = stepsFor(reminderLadder(draft, context.now, context.zone), groups);
  await context.closeQuestions(subjectOf(id));
  if (!(await openActivity(context.tx, id, steps))) return void (await context.reply(t('plan_gone')));
  await settlePreview(context, draft, 'announced');
  await announce(context, draft, groups);
  await context.audit('activity.announced', subjectOf(id));
  await context.reply(t('plan_sent', { groups: await nameGroups(context.tx, groups, context.locale) }), {
    subject: subjectOf(id),
  });
}

export async function dropActivity(context: MemberContext, id: number): Promise<void> {
  const draft = await waitingDraft(context, id);
  if (!draft) return;
  await context.closeQuestions(subjectOf(id));
  await dropDraft(context.tx, id);
  await settlePreview(context, draft, 'dropped');
  await context.reply(texts(context.locale)('plan_dropped'));
}

/** 「改到四点」 and 「地点改成社区一楼」: the draft with that piece changed, previewed again. */
export async function changeActivity(context: MemberContext, id: number, change: string): Promise<void> {
  const draft = await waitingDraft(context, id);
  if (!draft) return;
  const t = texts(context.locale);
  const changed = readChange(draft, change, { now: context.message.at, zone: context.zone });
  if (!changed) return void (await context.reply(t('plan_change_unread')));
  const next = { ...draft, ...changed };
  const fault = faultAt(next, context);
  if (fault) return void (await context.reply(t(`plan_${fault.fault}`, { said: fault.said })));
  await changeDraft(context.tx, id, changed);
  await settlePreview(context, draft, 'changed');
  await showPreview(context, next);
}
