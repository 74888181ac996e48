import type { Action, ReplyTaker } from '../../chat/feature.ts';
import type { MemberContext } from '../../chat/handling-context.ts';
import { findActivity, type StoredActivity } from './activity.store.ts';
import { answerActivity } from './answer-roll.ts';
import { confirmActivity, dropActivity } from './confirm-activity.ts';
import { pasteAction } from './paste/decide-paste.ts';
import { asksForDetails } from './read-inquiry.ts';
import { readAnswer, type Answer } from './read-answer.ts';
import { proposeCancelling } from './recall-answer.ts';
import { sayClosed } from './say-closed.ts';
import { showDetails } from './show-roll.ts';
import { texts } from './texts.ts';

const buttons = {
  joined: { answer: { state: 'joined', guests: 0, note: '' }, said: 'roll_short_joined' },
  on_leave: { answer: { state: 'on_leave', guests: 0, note: '' }, said: 'roll_short_on_leave' },
  tentative: { answer: { state: 'tentative', guests: 0, note: '' }, said: 'roll_short_tentative' },
} as const satisfies Record<string, { answer: Answer; said: string }>;

const isButton = (name: string): name is keyof typeof buttons => Object.hasOwn(buttons, name);

const takesAnswers = (activity: StoredActivity, now: Date) => activity.state === 'open' && activity.endsAt > now;

async function pressed(context: MemberContext, argument: string): Promise<[StoredActivity | null, string]> {
  const [id = '', what = ''] = argument.split(':');
  const activity = /^\d{1,9}$/.test(id) ? await findActivity(context.tx, context.unit.id, Number(id)) : null;
  return [activity, what];
}

/** 参加, 请假 and 待定 below an announcement: `roll:<activity>:joined`. */
const roll: Action = {
  name: 'roll',
  async handle(context, argument) {
    const t = texts(context.locale);
    const [activity, what] = await pressed(context, argument);
    if (!activity || !isButton(what)) return t('roll_short_gone');
    if (!takesAnswers(activity, context.now)) {
      await sayClosed(context, activity);
      return t('roll_short_gone');
    }
    const { answer, said } = buttons[what];
    await answerActivity(context, activity, answer, false);
    return t(said);
  },
};

/** 确认发布 and 算了 below a preview: `plan:<activity>:confirm`. Only its author's press counts. */
const plan: Action = {
  name: 'plan',
  async handle(context, argument) {
    const [activity, what] = await pressed(context, argument);
    const t = texts(context.locale);
    if (activity?.state !== 'draft' || activity.createdById !== context.person.id) return t('plan_gone');
    if (what === 'drop') await dropActivity(context, activity.id);
    else await confirmActivity(context, activity.id);
    return what === 'drop' ? t('button_drop') : t('button_confirm');
  },
};

export const activityActions: readonly Action[] = [roll, plan, pasteAction];

/** A quoted announcement: an answer to one that is closed, or a question about when and where. */
export const activityReplies: ReplyTaker = {
  type: 'activity',
  recalled: proposeCancelling,
  async take(context, id, text) {
    const activity = await findActivity(context.tx, context.unit.id, id);
    if (!activity || activity.state === 'draft') return false;
    const answer = readAnswer(text, { numbers: true, speaker: context.person.name });
    if (answer && takesAnswers(activity, context.now)) {
      await answerActivity(context, activity, answer, false);
      return true;
    }
    if (answer) {
      if (answer.state !== 'acknowledged') await sayClosed(context, activity);
      return true;
    }
    if (!asksForDetails(text)) return false;
    await showDetails(context, activity);
    return true;
  },
};
