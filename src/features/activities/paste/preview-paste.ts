import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { withoutTopic, type ConversationId } from '../../../chat/conversation-id.ts';
import type { MemberContext } from '../../../chat/handling-context.ts';
import { openQuestion } from '../../../chat/question.store.ts';
import { foldText } from '../../../lib/text.ts';
import { readRoster } from '../../members/index.ts';
import { subjectOf } from '../activity-subject.ts';
import { presentChoice } from '../activity.present.ts';
import type { StoredActivity } from '../activity.store.ts';
import { opensAt } from '../book-attendance.ts';
import { nativeRelayList } from '../relay/read-native-relay.ts';
import { rosterNames } from '../relay/roster-names.ts';
import { readRoll } from '../roll.store.ts';
import { texts } from '../texts.ts';
import { activitiesFor } from './paste-activities.ts';
import { changeOf, planPaste } from './paste-plan.ts';
import { presentPaste } from './paste.present.ts';
import { pasteKind, wasPasted, type pastePayload } from './paste.store.ts';
import { readPaste, type Paste } from './read-paste.ts';
import { whichPasteKind, type whichPastePayload } from './which-paste.ts';

const minutes = 30;

/** A paste on its way to a preview. */
export interface PasteInput {
  text: string;
  /** Inbox row of the paste. */
  inboxId: bigint;
}

const hashOf = (text: string) => createHash('sha256').update(foldText(text)).digest('hex');

/** Where previews are shown: reasons and absences are for the secretary alone. null = no private talk is open. */
async function privateTalk({ tx, message, person, directory }: MemberContext): Promise<ConversationId | null> {
  if (message.kind === 'dm') return withoutTopic(message.conversation);
  return directory.privateConversation(tx, person.id, message.platform);
}

/** Asks the secretary in their private talk. */
async function askInPrivate(
  context: MemberContext,
  talk: ConversationId,
  question: { kind: string; subject: string; payload: object },
): Promise<void> {
  const { tx, now, person } = context;
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  await openQuestion(tx, { ...question, conversation: talk, memberId: person.id, now, expiresAt });
}

/** Shows what a paste would change in the roll of one activity, and waits for a yes. */
export async function previewFor(
  context: MemberContext,
  activity: StoredActivity,
  input: PasteInput & { paste: Paste },
): Promise<void> {
  const { tx, unit, message, locale } = context;
  const t = texts(locale);
  const { paste, text, inboxId } = input;
  const subject = subjectOf(activity.id);
  const { title } = activity;
  const talk = await privateTalk(context);
  const hash = hashOf(text);
  if (!talk) return context.replyPrivately(t('paste_usage'));
  if (await wasPasted(tx, activity.id, hash)) return context.replyPrivately(t('paste_again', { title }), { subject });
  const roster = await readRoster(tx, unit.id);
  const roll = await readRoll(tx, unit.id, activity.id);
  const begun = opensAt(activity) <= context.now;
  const plan = planPaste(paste, { roster, roll, begun, platform: message.platform });
  const changes = plan.entries.filter((entry) => {
    const line = roll.find(({ memberId }) => memberId === entry.memberId);
    return line && changeOf(line, entry) !== null;
  });
  if (changes.length === 0 && plan.unknown.length === 0) {
    return context.replyPrivately(t('paste_nothing', { title }), { subject });
  }
  const payload = { activityId: activity.id, hash, inboxId: String(inboxId), entries: [...changes] };
  await askInPrivate(context, talk, {
    kind: pasteKind,
    subject: `paste:${inboxId}`,
    payload: payload satisfies z.input<typeof pastePayload>,
  });
  await context.replyPrivately(presentPaste({ activity, inboxId, plan, changes }, context), { subject });
}

async function askWhich(context: MemberContext, activities: readonly StoredActivity[], input: PasteInput) {
  const t = texts(context.locale);
  const talk = await privateTalk(context);
  const payload = { ids: activities.map(({ id }) => id), text: input.text, inboxId: String(input.inboxId) };
  if (talk) {
    await askInPrivate(context, talk, {
      kind: whichPasteKind,
      subject: `pasted:${input.inboxId}`,
      payload: payload satisfies z.input<typeof whichPastePayload>,
    });
  }
  await context.replyPrivately(presentChoice(t('paste_which'), activities, context));
}

/** Reads what was pasted, with the names of the unit. */
export async function readPasteOf(context: MemberContext, text: string): Promise<Paste | null> {
  const roster = await readRoster(context.tx, context.unit.id);
  const names = rosterNames(roster.map(({ name }) => name));
  const { relay } = context.message;
  return relay ? { kind: 'relay', list: nativeRelayList(relay, names) } : readPaste(text, names);
}

/**
 * Takes a pasted list of people: finds its activity, and shows the secretary in private what would change. In a group
 * only after the word 代录 or to the bot; otherwise nothing is said.
 */
export async function previewPaste(context: MemberContext, said: { text: string; commanded: boolean }): Promise<void> {
  const { message, repliedTo, inboxId } = context;
  const t = texts(context.locale);
  const addressed = message.kind === 'dm' || message.mentionsBot || repliedTo?.subject != null;
  if (!said.commanded && !addressed) return;
  const paste = await readPasteOf(context, said.text);
  if (!paste) return void (await context.reply(t('paste_usage')));
  const activities = await activitiesFor(context, paste);
  const [only] = activities;
  if (!only) return void (await context.reply(t('paste_none')));
  const input = { text: said.text, inboxId };
  if (activities.length > 1) return askWhich(context, activities, input);
  await previewFor(context, only, { ...input, paste });
}
