import { z } from 'zod';
import type { Person } from '../../chat/directory.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { entryParts } from './points.present.ts';
import { standingEntries, type LedgerEntry } from './points.store.ts';
import { texts } from './texts.ts';

export const whichEntryKind = 'points.which_entry';

/** What stays with the open question: the list as it was shown, so that a number means what the reader saw. */
export const whichEntryPayload = z.object({
  memberId: z.number(),
  name: z.string(),
  entryIds: z.array(z.number()),
  /** Given already; then only a yes is missing. */
  reason: z.string(),
});

const listLength = 8;

export async function askAbout(
  context: MemberContext,
  member: { id: number; name: string },
  entries: readonly { id: number }[],
  about: { reason: string; text: string },
): Promise<void> {
  const subject = `points:${context.inboxId}`;
  await context.ask({
    kind: whichEntryKind,
    subject,
    payload: {
      memberId: member.id,
      name: member.name,
      entryIds: entries.map(({ id }) => id),
      reason: about.reason,
    } satisfies z.input<typeof whichEntryPayload>,
    onlyMe: true,
    minutes: 10,
  });
  await context.reply(about.text, { subject });
}

async function askToConfirm(context: MemberContext, member: Person, entry: LedgerEntry, reason: string): Promise<void> {
  const t = texts(context.locale);
  const parts = { name: member.name, ...entryParts(entry, context) };
  const text = reason === '' ? t('reverse_why', parts) : t('reverse_confirm', { ...parts, why: reason });
  await askAbout(context, member, [entry], { reason, text });
}

/** Shows a member's newest entries and asks which one is to be taken back, or whether the one named is meant. Only in a private talk. */
export async function offerReversal(
  context: MemberContext,
  member: Person,
  wish: { number: number | null; reason: string },
): Promise<void> {
  const t = texts(context.locale);
  const owner = { unitId: context.unit.id, memberId: member.id };
  const entries = await standingEntries(context.tx, owner, listLength);
  if (entries.length === 0) return void (await context.reply(t('reverse_none', { name: member.name })));
  if (wish.number !== null) {
    const entry = entries[wish.number - 1];
    if (entry) return askToConfirm(context, member, entry, wish.reason);
    return void (await context.reply(t('reverse_no_number', { name: member.name, count: entries.length })));
  }
  const lines = entries.map((entry, index) => t('reverse_line', { number: index + 1, ...entryParts(entry, context) }));
  const text = [t('reverse_list', { name: member.name }), ...lines].join('\n');
  await askAbout(context, member, entries, { reason: '', text });
}
