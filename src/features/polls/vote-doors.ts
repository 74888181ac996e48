import { z } from 'zod';
import { defineQuestion, type Action, type ReplyTaker } from '../../chat/feature.ts';
import { isMemberContext, type HandlingContext, type MemberContext } from '../../chat/handling-context.ts';
import { readYesNo } from '../activities/index.ts';
import { confirmKind, confirmPoll, dropPoll, voteKind, waitingDraft } from './ask-poll.ts';
import { castVote, quoteOptions, sayVote } from './cast-vote.ts';
import { findPoll, type StoredPoll } from './poll.store.ts';
import { pollIn } from './poll-subject.ts';
import { readChoice, saysChoice } from './read-choice.ts';
import { texts } from './texts.ts';

/** What the question in a group keeps: the options, so that answers are read without a look into the database. */
const votePayload = z.object({ options: z.array(z.string()), several: z.boolean() });

async function pressed(context: MemberContext, argument: string): Promise<[StoredPoll | null, string]> {
  const [, id, what = ''] = /^(\d{1,9}):(\w{1,10})$/.exec(argument) ?? [];
  return [id === undefined ? null : await findPoll(context.tx, context.unit.id, Number(id)), what];
}

/** An option below the question: `vote:<poll>:<number from 1>`. Where several may be chosen it goes on and off. */
const vote: Action = {
  name: 'vote',
  async handle(context, argument) {
    const t = texts(context.locale);
    const [poll, what] = await pressed(context, argument);
    const index = Number(what) - 1;
    if (!poll || poll.options[index] === undefined) return t('short_gone');
    const options = await castVote(context, poll, (before) => {
      if (!poll.several) return [index];
      return before.includes(index) ? before.filter((one) => one !== index) : [...before, index];
    });
    // Somebody who pressed nothing but said a number sees no short word.
    if (context.message.actionId === undefined) await sayVote(context, poll, options);
    if (options === null) return t('short_gone');
    return options.length === 0 ? t('short_back') : t('short_kept', { chosen: quoteOptions(poll, options) });
  },
};

/** 确认 and 算了 below a preview: `poll:<poll>:confirm`. Only its author's press counts. */
const plan: Action = {
  name: 'poll',
  async handle(context, argument) {
    const t = texts(context.locale);
    const [poll, what] = await pressed(context, argument);
    if (!poll || !(await waitingDraft(context, poll.id))) return t('plan_gone');
    if (what === 'drop') await dropPoll(context, poll.id);
    else await confirmPoll(context, poll.id);
    return what === 'drop' ? t('button_drop') : t('button_confirm');
  },
};

export const pollActions: readonly Action[] = [vote, plan];

export const confirmQuestion = defineQuestion({
  kind: confirmKind,
  read: (text) => readYesNo(text),
  handle(context, { subject }, answer) {
    const id = pollIn(subject) ?? 0;
    return answer === 'yes' ? confirmPoll(context, id) : dropPoll(context, id);
  },
});

/** Votes in words. */
export const voteQuestion = defineQuestion({
  kind: voteKind,
  read(text, { payload, quoted, private: inPrivate, speaker }) {
    const asked = votePayload.safeParse(payload);
    return asked.success ? readChoice(text, { ...asked.data, quoted: quoted || inPrivate, speaker }) : null;
  },
  async handle(context, { subject }, { options }) {
    const poll = await findPoll(context.tx, context.unit.id, pollIn(subject) ?? 0);
    if (poll) await sayVote(context, poll, await castVote(context, poll, () => options));
  },
});

/** A quoted poll: a vote that comes too late, or one that could not be read. */
export const pollReplies: ReplyTaker = {
  type: 'poll',
  async take(context, id, text) {
    const poll = await findPoll(context.tx, context.unit.id, id);
    if (!poll || poll.state === 'draft') return false;
    const { options, several } = poll;
    const choice = readChoice(text, { options, several, quoted: true, speaker: context.person.name });
    if (poll.state === 'closed' && (choice !== null || saysChoice(text))) {
      await sayVote(context, poll, null);
      return true;
    }
    if (choice === null && !saysChoice(text)) return false;
    if (choice !== null) await sayVote(context, poll, await castVote(context, poll, () => choice.options));
    else
      await context.reply(texts(context.locale)(several ? 'which_options' : 'which_option', { count: options.length }));
    return true;
  },
};

/** A native poll was answered. The platform shows it there; nothing is said about it. Strangers do not count. */
export async function takeNativeVote(
  context: HandlingContext,
  subject: string,
  options: readonly number[],
): Promise<boolean> {
  const id = pollIn(subject);
  if (id === null) return false;
  const poll = isMemberContext(context) ? await findPoll(context.tx, context.unit.id, id) : null;
  if (poll && isMemberContext(context)) await castVote(context, poll, () => options);
  return true;
}
