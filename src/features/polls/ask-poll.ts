import { withoutTopic, type ConversationId } from '../../chat/conversation-id.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { openQuestion } from '../../chat/question.store.ts';
import { nameGroups } from '../members/index.ts';
import { presentPoll, presentPreview, presentSettled, type Settled } from './poll.present.ts';
import {
  createDraft,
  draftsOf,
  dropDraft,
  findPoll,
  noteAsked,
  notePreview,
  openPoll,
  type StoredPoll,
} from './poll.store.ts';
import { subjectOf } from './poll-subject.ts';
import { longestQuestion, mostOptions, readPoll } from './read-poll.ts';
import { texts } from './texts.ts';

/** Kind of the question that waits for the asker's yes. */
export const confirmKind = 'polls.confirm';
/** Kind of the question in each group that takes votes in words. */
export const voteKind = 'polls.vote';

const confirmMinutes = 30;

/** 「投票：下次学习会放在哪天？周五下午／周六上午」: shows what would be asked, in place of what was shown before. */
export async function planPoll(context: MemberContext, said: string): Promise<void> {
  const { tx, unit, person, inboxId, locale, zone, message } = context;
  const t = texts(locale);
  const read = readPoll(said, { now: message.at, zone });
  if (!read.plan) {
    const words = { said: read.said, options: mostOptions, characters: longestQuestion };
    return void (await context.reply(t(`plan_${read.fault}`, words)));
  }
  for (const earlier of await draftsOf(tx, unit.id, person.id)) await discard(context, earlier, 'changed');
  const draft = await createDraft(tx, { ...read.plan, unitId: unit.id, createdById: person.id, inboxId });
  const subject = subjectOf(draft.id);
  const preview = await context.reply(presentPreview(draft, context), { subject });
  if (preview !== null) await notePreview(tx, draft.id, preview);
  await context.ask({ kind: confirmKind, subject, onlyMe: true, minutes: confirmMinutes });
}

/** The draft, if it still waits for this person's decision. */
export async function waitingDraft(context: MemberContext, id: number): Promise<StoredPoll | null> {
  const draft = await findPoll(context.tx, context.unit.id, id);
  return draft?.state === 'draft' && draft.createdById === context.person.id ? draft : null;
}

async function settlePreview(context: MemberContext, draft: StoredPoll, became: Settled): Promise<void> {
  if (draft.previewOutboxId === null) return;
  await context.messenger.edit(context.tx, draft.previewOutboxId, presentSettled(draft, became, context));
}

async function discard(context: MemberContext, draft: StoredPoll, became: Settled): Promise<void> {
  await context.closeQuestions(subjectOf(draft.id));
  await dropDraft(context.tx, draft.id);
  await settlePreview(context, draft, became);
}

/** Asks in every group of the unit; a unit without a group is asked where it was planned. */
export async function confirmPoll(context: MemberContext, id: number): Promise<void> {
  const t = texts(context.locale);
  const draft = await waitingDraft(context, id);
  if (!draft) return void (await context.reply(t('plan_gone')));
  if (draft.closesAt && draft.closesAt <= context.now) return void (await context.reply(t('plan_late')));
  const found = await context.directory.groupConversations(context.tx, context.unit.id);
  const groups = found.length > 0 ? found : [withoutTopic(context.message.conversation)];
  const subject = subjectOf(id);
  await context.closeQuestions(subject);
  if (!(await openPoll(context.tx, id))) return void (await context.reply(t('plan_gone')));
  await settlePreview(context, draft, 'asked');
  await ask(context, draft, groups);
  await context.audit('poll.asked', subject);
  await context.reply(t('plan_sent', { groups: await nameGroups(context.tx, groups, context.locale) }), { subject });
}

async function ask(context: MemberContext, poll: StoredPoll, groups: readonly ConversationId[]): Promise<void> {
  const { tx, messenger, now } = context;
  const subject = subjectOf(poll.id);
  const asked: bigint[] = [];
  for (const conversation of groups) {
    const naturalKey = `poll:${poll.id}:asked:${conversation}`;
    const sent = await messenger.send(tx, conversation, presentPoll(poll, context), { naturalKey, subject });
    if (sent !== null) asked.push(sent);
    await openQuestion(tx, {
      conversation,
      memberId: null,
      kind: voteKind,
      subject,
      payload: { options: poll.options, several: poll.several },
      now,
      expiresAt: poll.closesAt,
    });
  }
  await noteAsked(tx, poll.id, asked);
}

export async function dropPoll(context: MemberContext, id: number): Promise<void> {
  const t = texts(context.locale);
  const draft = await waitingDraft(context, id);
  if (!draft) return void (await context.reply(t('plan_gone')));
  await discard(context, draft, 'dropped');
  await context.reply(t('plan_dropped'));
}
