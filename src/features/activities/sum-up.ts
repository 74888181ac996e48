import { readConversationId } from '../../chat/conversation-id.ts';
import { closeQuestions } from '../../chat/question.store.ts';
import { tellSecretaries } from '../../chat/notices/tell-secretaries.ts';
import { withTitle } from '../../chat/with-title.ts';
import type { Tx } from '../../lib/tx.ts';
import { endActivity } from './activity.store.ts';
import { subjectOf } from './activity-subject.ts';
import type { RemindDeps } from './remind-deps.ts';
import { settleSteps, type ClaimedStep } from './reminder-step.store.ts';
import { presentSummary } from './roll.present.ts';
import { readRoll } from './roll.store.ts';

/** Closes the activity: no answers any more, and the figures for the secretary. */
export async function sumUp(tx: Tx, step: ClaimedStep, deps: RemindDeps): Promise<void> {
  const { activity } = step;
  const open = activity.state === 'open';
  await settleSteps(tx, [step.id], open ? 'done' : 'cancelled', deps.now);
  if (!open || !(await endActivity(tx, activity.id, 'finished'))) return;
  await closeQuestions(tx, subjectOf(activity.id), deps.now);
  const roll = await readRoll(tx, activity.unitId, activity.id);
  await tellSecretaries(tx, deps.directory, {
    unitId: activity.unitId,
    body: withTitle(presentSummary(activity, roll, deps)),
    naturalKey: `activity:${activity.id}:summary`,
    subject: subjectOf(activity.id),
    platform: readConversationId(step.conversation).platform,
  });
}
