import type { z } from 'zod';
import type { MemberContext } from '../../chat/handling-context.ts';
import { presentPreview, presentSettled, type Settled } from './activity.present.ts';
import { subjectOf } from './activity-subject.ts';
import { findTwin, type StoredActivity } from './activity.store.ts';
import { confirmKind, newestPreview, type previewPayload } from './preview.store.ts';

const confirmMinutes = 30;

/** Shows what would be announced and asks for a yes. */
export async function showPreview(context: MemberContext, draft: StoredActivity): Promise<void> {
  const subject = subjectOf(draft.id);
  const twin = await findTwin(context.tx, context.unit.id, draft);
  const sent = await context.reply(presentPreview(draft, twin, context), { subject });
  const payload = sent === null ? {} : ({ preview: String(sent) } satisfies z.input<typeof previewPayload>);
  await context.ask({ kind: confirmKind, subject, payload, onlyMe: true, minutes: confirmMinutes });
}

/** Takes the buttons off the newest preview of a draft, as it was, and says there what became of it. */
export async function settlePreview(context: MemberContext, draft: StoredActivity, became: Settled): Promise<void> {
  const preview = await newestPreview(context.tx, subjectOf(draft.id));
  if (preview !== null) await context.messenger.edit(context.tx, preview, presentSettled(draft, became, context));
}
