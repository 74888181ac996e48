import type { Action, Question } from '../../../chat/feature.ts';
import { defineQuestion } from '../../../chat/feature.ts';
import type { MemberContext } from '../../../chat/handling-context.ts';
import { subjectOf } from '../activity-subject.ts';
import { findActivity, type StoredActivity } from '../activity.store.ts';
import { bookAttendance } from '../book-attendance.ts';
import { readChoice, readYesNo } from '../read-decision.ts';
import { lockRoll, rollEntry, writeRoll } from '../roll.store.ts';
import { texts } from '../texts.ts';
import { changeOf } from './paste-plan.ts';
import { keepPaste, pasteKind, waitingPaste, type WaitingPaste } from './paste.store.ts';
import { previewFor, readPasteOf } from './preview-paste.ts';
import { whichPasteKind, whichPastePayload } from './which-paste.ts';

/** Writes what still differs; the secretary is who did it, the paste is the evidence. @returns how many lines changed */
async function writeEntries(context: MemberContext, activity: StoredActivity, paste: WaitingPaste): Promise<number> {
  const { tx, person, now } = context;
  const inboxId = BigInt(paste.inboxId);
  await lockRoll(tx, activity.id);
  let changed = 0;
  for (const { memberId, ...wanted } of paste.entries) {
    const next = changeOf(await rollEntry(tx, activity.id, memberId), wanted);
    if (!next) continue;
    const attended = next.state === 'attended';
    const mark = { activityId: activity.id, memberId, actorId: person.id, inboxId, at: now };
    await writeRoll(tx, { ...next, ...mark, ...(attended ? { checkedInAt: now } : {}) });
    if (attended) await bookAttendance(context, activity, { memberId, inboxId, authorId: person.id });
    changed += 1;
  }
  return changed;
}

/** 确认: the preview's changes, once for the same words however often they are pasted. */
async function confirmPaste(context: MemberContext, paste: WaitingPaste): Promise<void> {
  const { tx, unit, person, now } = context;
  const t = texts(context.locale);
  const activity = await findActivity(tx, unit.id, paste.activityId);
  if (!activity || activity.state === 'draft' || activity.state === 'cancelled') {
    return void (await context.reply(t('paste_gone')));
  }
  const { title } = activity;
  const subject = subjectOf(activity.id);
  const kept = {
    activityId: activity.id,
    hash: paste.hash,
    inboxId: BigInt(paste.inboxId),
    actorId: person.id,
    at: now,
  };
  if (!(await keepPaste(tx, kept))) return void (await context.reply(t('paste_again', { title }), { subject }));
  const count = await writeEntries(context, activity, paste);
  await context.audit('activity.roll_pasted', subject);
  await context.reply(t('paste_done', { title, count }), { subject });
}

async function decide(context: MemberContext, inboxId: string, decision: 'yes' | 'no'): Promise<boolean> {
  const paste = await waitingPaste(context.tx, { memberId: context.person.id, inboxId, now: context.now });
  if (!paste) return false;
  await context.closeQuestions(`paste:${inboxId}`);
  if (decision === 'yes') await confirmPaste(context, paste);
  else await context.reply(texts(context.locale)('paste_dropped'));
  return true;
}

const confirm = defineQuestion({
  kind: pasteKind,
  read: readYesNo,
  async handle(context, { subject }, decision) {
    await decide(context, subject.slice('paste:'.length), decision);
  },
});

const which = defineQuestion({
  kind: whichPasteKind,
  read(text, { payload }) {
    const asked = whichPastePayload.safeParse(payload).data;
    const number = asked ? readChoice(text, asked.ids.length) : null;
    if (!asked || (number === null && readYesNo(text) !== 'no')) return null;
    return { ...asked, id: number === null ? null : (asked.ids[number - 1] ?? null) };
  },
  async handle(context, { subject }, { id, text, inboxId }) {
    const t = texts(context.locale);
    await context.closeQuestions(subject);
    const activity = id === null ? null : await findActivity(context.tx, context.unit.id, id);
    const paste = await readPasteOf(context, text);
    if (activity && paste) await previewFor(context, activity, { text, inboxId: BigInt(inboxId), paste });
    else await context.reply(t('paste_dropped'));
  },
});

export const pasteQuestions: readonly Question[] = [confirm, which];

/** 确认 and 取消 below a preview: `paste:<inbox row>:yes`. */
export const pasteAction: Action = {
  name: 'paste',
  async handle(context, argument) {
    const t = texts(context.locale);
    const [inboxId = '', what = ''] = argument.split(':');
    if (!/^\d{1,19}$/.test(inboxId) || (what !== 'yes' && what !== 'no')) return t('paste_gone_short');
    if (!(await decide(context, inboxId, what))) return t('paste_gone_short');
    return t(what === 'yes' ? 'button_paste_yes' : 'button_paste_no');
  },
};
