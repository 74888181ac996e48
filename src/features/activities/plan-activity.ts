import type { MemberContext } from '../../chat/handling-context.ts';
import { presentPreview } from './activity.present.ts';
import { createDraft, findTwin, type StoredActivity } from './activity.store.ts';
import { readActivity } from './read-activity.ts';
import { texts } from './texts.ts';

/** Kind of the question that waits for the organiser's yes. */
export const confirmKind = 'activities.confirm';
const confirmMinutes = 30;

export const subjectOf = (id: number) => `activity:${id}`;

/** Shows what would be announced and asks for a yes. */
export async function showPreview(context: MemberContext, draft: StoredActivity): Promise<void> {
  const subject = subjectOf(draft.id);
  const twin = await findTwin(context.tx, context.unit.id, draft);
  await context.ask({ kind: confirmKind, subject, onlyMe: true, minutes: confirmMinutes });
  await context.reply(presentPreview(draft, twin, context), { subject });
}

/**
 * Takes an announcement down as a draft and previews it; what cannot be, such as 2月30日, is said with what to mend.
 * @param commanded the sentence followed the command's words
 */
export async function planActivity(context: MemberContext, said: { text: string; commanded: boolean }): Promise<void> {
  const t = texts(context.locale);
  const at = { now: context.message.at, zone: context.zone, commanded: said.commanded };
  const read = readActivity(said.text, at);
  if (!read) return void (await context.reply(t('plan_usage')));
  if (!read.plan) return void (await context.reply(t(`plan_${read.fault}`, { said: read.said })));
  const draft = await createDraft(context.tx, {
    ...read.plan,
    unitId: context.unit.id,
    createdById: context.person.id,
    inboxId: context.inboxId,
  });
  await showPreview(context, draft);
}
