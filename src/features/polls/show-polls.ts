import type { MemberContext } from '../../chat/handling-context.ts';
import { presentNames, presentResult } from './poll.present.ts';
import { findPoll, lastClosed, openPolls, type StoredPoll } from './poll.store.ts';
import { pollIn, subjectOf } from './poll-subject.ts';
import { texts } from './texts.ts';
import { readBallots } from './vote.store.ts';

/** Most polls in one answer. */
const mostShown = 3;
/** A closed one is asked about for so long. */
const rememberedMs = 30 * 24 * 60 * 60_000;

/** The quoted poll, if one is quoted and was asked. */
export async function quotedPoll(context: MemberContext): Promise<StoredPoll | null> {
  const id = pollIn(context.repliedTo?.subject ?? '');
  const poll = id === null ? null : await findPoll(context.tx, context.unit.id, id);
  return poll?.state === 'draft' ? null : poll;
}

/** The polls that somebody asks about: the quoted one, else the open ones, else the last one. */
async function meantPolls(context: MemberContext): Promise<StoredPoll[]> {
  const quoted = await quotedPoll(context);
  if (quoted) return [quoted];
  const open = await openPolls(context.tx, context.unit.id);
  if (open.length > 0) return open.slice(0, mostShown);
  const since = new Date(context.now.getTime() - rememberedMs);
  const last = await lastClosed(context.tx, context.unit.id, since);
  return last ? [last] : [];
}

const subjectOfOne = (polls: readonly StoredPoll[]) => {
  const [poll, ...others] = polls;
  return poll && others.length === 0 ? { subject: subjectOf(poll.id) } : {};
};

/** 「投票结果」: the counts, for everybody of the unit. */
export async function showResults(context: MemberContext): Promise<void> {
  const polls = await meantPolls(context);
  if (polls.length === 0) return void (await context.reply(texts(context.locale)('none')));
  const results: string[] = [];
  for (const poll of polls) results.push(presentResult(poll, await readBallots(context.tx, poll.id), context));
  await context.reply(results.join('\n\n'), subjectOfOne(polls));
}

/** 「投票名单」: who chose what, for secretaries alone and in private. */
export async function showNames(context: MemberContext): Promise<void> {
  const polls = await meantPolls(context);
  if (polls.length === 0) return void (await context.reply(texts(context.locale)('none')));
  const lists: string[] = [];
  for (const poll of polls) lists.push(presentNames(poll, await readBallots(context.tx, poll.id), context));
  await context.replyPrivately(lists.join('\n\n'), subjectOfOne(polls));
  for (const poll of polls) await context.audit('poll.names_read', subjectOf(poll.id));
}
