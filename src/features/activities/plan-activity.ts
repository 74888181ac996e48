import type { MemberContext } from '../../chat/handling-context.ts';
import { createDraft, draftsOf } from './activity.store.ts';
import { readActivity } from './read-activity.ts';
import { settlePreview, showPreview } from './show-preview.ts';
import { texts } from './texts.ts';

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
  for (const earlier of await draftsOf(context.tx, context.unit.id, context.person.id)) {
    await settlePreview(context, earlier, 'changed');
  }
  const draft = await createDraft(context.tx, {
    ...read.plan,
    unitId: context.unit.id,
    createdById: context.person.id,
    inboxId: context.inboxId,
  });
  await showPreview(context, draft);
}
