import type { Feature } from '../../chat/feature.ts';
import { activityActions, activityReplies } from './activity-actions.ts';
import { activityCommands } from './commands.ts';
import { activityQuestions } from './questions.ts';

export { activityRows, rollRows, type ActivityRow, type RollRow } from './activity-rows.store.ts';
export { remindTick } from './job-contracts.ts';
export type { RemindDeps } from './remind-deps.ts';
export { remindDue } from './remind-due.ts';
export { momentOf } from './activity.present.ts';
export { readDeadline } from './read-deadline.ts';
export { readYesNo } from './read-decision.ts';

/** Theme days, study sessions, meetings: announced, answered, reminded of, attended. */
export function activitiesFeature(): Feature {
  return {
    name: 'activities',
    commands: activityCommands,
    questions: activityQuestions,
    actions: activityActions,
    replies: [activityReplies],
  };
}
