import { remindDue, remindTick, type RemindDeps } from '../src/features/activities/index.ts';
import type { Clock } from '../src/lib/clock.ts';
import { handleJob } from '../src/queue/job-handler.ts';

/** The tick that sends due reminders. */
export function remindJob({ clock, ...deps }: Omit<RemindDeps, 'now'> & { clock: Clock }) {
  return handleJob(remindTick, async () => {
    await remindDue({ ...deps, now: clock.now() });
  });
}
