import type { MemberContext } from '../../chat/handling-context.ts';
import { findActivity, type StoredActivity } from './activity.store.ts';
import { candidates, quotedActivity } from './choose-activity.ts';
import { askWhich } from './ask-which.ts';
import type { Answer } from './read-answer.ts';
import { recordAnswer, type Recorded } from './record-answer.ts';
import { presentReceipt } from './receipt.present.ts';
import { answeredOf } from './roll.store.ts';
import { subjectOf } from './activity-subject.ts';
import { sayClosed } from './say-closed.ts';
import { texts } from './texts.ts';

/** Tells the secretaries, in private, of an answer after the deadline. */
async function tellSecretaries(context: MemberContext, activity: StoredActivity, recorded: Recorded): Promise<void> {
  const t = texts(context.locale);
  const { tx, directory, person, message } = context;
  const answer = recorded.entry.state === 'joined' ? t('button_joined') : t('button_on_leave');
  for (const secretary of await directory.peopleWithRole(tx, context.unit.id, ['secretary'])) {
    const talk =
      secretary.id === person.id ? null : await directory.privateConversation(tx, secretary.id, message.platform);
    if (!talk) continue;
    const text = t('roll_late_told', { name: person.name, title: activity.title, answer });
    await context.messenger.send(tx, talk, { text }, { subject: subjectOf(activity.id) });
  }
}

/**
 * Writes down one answer and gives its receipt: one short line, or a sign on the message. Having read it (收到) is
 * noted in a group without a word.
 */
export async function answerActivity(
  context: MemberContext,
  activity: StoredActivity,
  answer: Answer,
  named: boolean,
): Promise<void> {
  const recorded = await recordAnswer(context, activity, answer);
  const decided = recorded.entry.state === 'joined' || recorded.entry.state === 'on_leave';
  const late =
    recorded.changed && decided && activity.signupUntil !== null && context.message.at > activity.signupUntil;
  if (late) await tellSecretaries(context, activity, recorded);
  const acknowledges = answer.state === 'acknowledged';
  if (acknowledges && context.message.kind === 'group' && !context.door.reactions) return;
  const receipt = presentReceipt(context, activity, { answer, recorded, late, named });
  // What tells nothing new is a sign on the message; a first answer is told how to change it.
  const again = !recorded.changed && recorded.entry.state === answer.state && answer.state !== 'none';
  const sign = acknowledges ? '👍' : again ? '👌' : null;
  const body = sign === null ? { text: receipt } : { text: receipt, reaction: sign };
  await context.reply(body, {
    subject: subjectOf(activity.id),
    // It names the person, so nothing is lost when several leave as one.
    merge: { line: receipt, memberId: context.person.id },
  });
}

/** Several are open and the words name none: only what this person has answered can be taken back. */
async function narrow(context: MemberContext, found: readonly StoredActivity[], answer: Answer) {
  if (answer.state !== 'none' || found.length < 2) return found;
  const ids = found.map(({ id }) => id);
  const answered = await answeredOf(context.tx, context.person.id, ids);
  return answered.size > 0 ? found.filter(({ id }) => answered.has(id)) : found;
}

/** The activity is over, or was cancelled, and its question is about to be closed. */
async function answerToClosed(context: MemberContext, answer: Answer, asked: number): Promise<void> {
  const activity = await findActivity(context.tx, context.unit.id, asked);
  if (activity && answer.state !== 'acknowledged') await sayClosed(context, activity);
}

/**
 * Takes an answer to whatever is open: the quoted activity, or the one that is named, or the only one; otherwise asks.
 * @param asked the activity whose open question led here
 */
export async function answerRoll(context: MemberContext, answer: Answer, asked: number): Promise<void> {
  const { repliedTo } = context;
  // +1 or 收到 below somebody's own message agrees with that person.
  const toPerson = repliedTo !== null && repliedTo.subject === null;
  if (toPerson && (answer.state === 'acknowledged' || /^[+＋]/u.test(context.message.text.trim()))) return;
  const found = await narrow(context, await candidates(context), answer);
  const [only] = found;
  if (!only) return answerToClosed(context, answer, asked);
  if (found.length === 1) return answerActivity(context, only, answer, quotedActivity(context) === null);
  if (answer.state === 'acknowledged') {
    return answerActivity(context, found.find(({ id }) => id === asked) ?? only, answer, true);
  }
  await askWhich(context, found, answer);
}
