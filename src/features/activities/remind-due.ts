import { asConversationId, readConversationId } from '../../chat/conversation-id.ts';
import type { Directory } from '../../chat/directory.ts';
import type { Messenger } from '../../chat/handling-context.ts';
import type { Locale } from '../../chat/locale.ts';
import { closeQuestions } from '../../chat/question.store.ts';
import type { Tx } from '../../lib/tx.ts';
import { claimStep, endActivity, postponeStep, settleStep, type ClaimedStep } from './activity.store.ts';
import { subjectOf } from './activity-subject.ts';
import { presentReminder } from './reminder.present.ts';
import { judgeStep, type StepKind } from './reminder-ladder.ts';
import { presentSummary } from './roll.present.ts';
import { readRoll } from './roll.store.ts';
import { texts } from './texts.ts';

export interface RemindDeps {
  /** Runs work in a transaction of its own. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  now: Date;
  /** IANA zone of the units. */
  zone: string;
  locale: Locale;
  directory: Pick<Directory, 'peopleWithRole' | 'privateConversation'>;
  messenger: Messenger;
}

/** Most steps in one sweep; what is left is taken by the next. */
const most = 500;

/**
 * Sends every reminder that is due, each in a transaction of its own that locks the step and looks again whether its
 * activity is still open. Safe to run in several processes at once and after a crash.
 * @returns how many steps were settled
 */
export async function remindDue(deps: RemindDeps): Promise<number> {
  for (let settled = 0; settled < most; settled += 1) {
    if (!(await deps.run((tx) => remindOne(tx, deps)))) return settled;
  }
  return most;
}

async function remindOne(tx: Tx, deps: RemindDeps): Promise<boolean> {
  const step = await claimStep(tx, deps.now);
  if (!step) return false;
  if (step.activity.state !== 'open') {
    await settleStep(tx, step.id, 'cancelled', deps.now);
    return true;
  }
  const judged = judgeStep(step, step.activity, deps.now, deps.zone);
  if (judged.verdict === 'hold') {
    await postponeStep(tx, step.id, judged.until);
    return true;
  }
  await settleStep(tx, step.id, judged.verdict === 'missed' ? 'missed' : 'done', deps.now);
  if (judged.verdict === 'missed') await tellMissed(tx, deps, step);
  else if (step.kind === 'summary') await sumUp(tx, deps, step);
  else await remindGroup(tx, deps, step, step.kind);
  return true;
}

async function remindGroup(
  tx: Tx,
  deps: RemindDeps,
  step: ClaimedStep,
  kind: Exclude<StepKind, 'summary'>,
): Promise<void> {
  await deps.messenger.send(tx, asConversationId(step.conversation), presentReminder(kind, step.activity, deps), {
    naturalKey: `activity:${step.activity.id}:${kind}:${step.conversation}`,
    subject: subjectOf(step.activity.id),
    priority: 1,
    mustArrive: true,
  });
}

/** Says something to each secretary of the unit in private, once. */
async function tellSecretaries(tx: Tx, deps: RemindDeps, step: ClaimedStep, text: string, key: string): Promise<void> {
  const { id, unitId } = step.activity;
  const { platform } = readConversationId(step.conversation);
  for (const secretary of await deps.directory.peopleWithRole(tx, unitId, ['secretary'])) {
    const talk = await deps.directory.privateConversation(tx, secretary.id, platform);
    if (!talk) continue;
    const naturalKey = `activity:${id}:${key}:${secretary.id}`;
    await deps.messenger.send(
      tx,
      talk,
      { text },
      { naturalKey, subject: subjectOf(id), priority: 1, mustArrive: true },
    );
  }
}

async function tellMissed(tx: Tx, deps: RemindDeps, step: ClaimedStep): Promise<void> {
  const t = texts(deps.locale);
  const text = t('remind_missed', { title: step.activity.title, step: t(`step_${step.kind}`) });
  await tellSecretaries(tx, deps, step, text, `${step.kind}:missed`);
}

/** Closes the activity: no answers any more, and the figures for the secretary. */
async function sumUp(tx: Tx, deps: RemindDeps, step: ClaimedStep): Promise<void> {
  const { activity } = step;
  if (!(await endActivity(tx, activity.id, 'finished'))) return;
  await closeQuestions(tx, subjectOf(activity.id), deps.now);
  const roll = await readRoll(tx, activity.unitId, activity.id);
  await tellSecretaries(tx, deps, step, presentSummary(activity, roll, deps), 'summary');
}
