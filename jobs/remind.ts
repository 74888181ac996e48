import type { Transact } from '../src/chat/inbox/handle-deps.ts';
import { remindDue, remindTick, type RemindDeps } from '../src/features/activities/index.ts';
import type { Clock } from '../src/lib/clock.ts';
import { handleJob } from '../src/queue/job-handler.ts';

export type RemindJobDeps = Omit<RemindDeps, 'now' | 'run'> & {
  transact: Transact;
  clock: Clock;
  /** The database's time: a clock of this machine that was set wrong then sends nothing early. Unset: by `clock`. */
  databaseNow?: () => Promise<Date>;
  /** Called when reminders were committed, so that they leave at once. */
  committed(): void;
};

/** One sweep over the due reminders. @returns how many steps were dealt with */
export async function sweepReminders(deps: RemindJobDeps): Promise<number> {
  const { transact, clock, databaseNow, committed, ...others } = deps;
  const now = databaseNow ? await databaseNow() : clock.now();
  const settled = await remindDue({ ...others, run: transact, now });
  if (settled > 0) committed();
  return settled;
}

/** The tick that sends due reminders. */
export const remindJob = (deps: RemindJobDeps) => handleJob(remindTick, async () => void (await sweepReminders(deps)));
