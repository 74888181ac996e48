import type { Transact } from '../src/chat/handle-deps.ts';
import { remindDue, remindTick, type RemindDeps } from '../src/features/activities/index.ts';
import type { Clock } from '../src/lib/clock.ts';
import { handleJob } from '../src/queue/job-handler.ts';

export type RemindJobDeps = Omit<RemindDeps, 'now' | 'run'> & {
  transact: Transact;
  clock: Clock;
  /** Called when reminders were committed, so that they leave at once. */
  committed(): void;
};

/** The tick that sends due reminders. */
export const remindJob = ({ clock, transact, committed, ...deps }: RemindJobDeps) =>
  handleJob(remindTick, async () => {
    const settled = await remindDue({ ...deps, run: transact, now: clock.now() });
    if (settled > 0) committed();
  });
