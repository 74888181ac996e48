import type { Messenger } from '../src/chat/handling-context.ts';
import type { Transact } from '../src/chat/inbox/handle-deps.ts';
import { remindDue, remindTick, type RemindDeps } from '../src/features/activities/index.ts';
import { closeDuePolls } from '../src/features/polls/index.ts';
import type { Clock } from '../src/lib/clock.ts';
import { handleJob } from '../src/queue/job-handler.ts';

export type RemindJobDeps = Omit<RemindDeps, 'now' | 'run'> & {
  transact: Transact;
  messenger: Messenger;
  clock: Clock;
  /** The database's time: a clock of this machine that was set wrong then sends nothing early. Unset: by `clock`. */
  databaseNow?: () => Promise<Date>;
  /** Called when reminders were committed, so that they leave at once. */
  committed(): void;
};

/** One sweep over the due reminders and the polls whose time is up. @returns how many were dealt with */
export async function sweepReminders(deps: RemindJobDeps): Promise<number> {
  const { transact, messenger, clock, databaseNow, committed, ...others } = deps;
  const now = databaseNow ? await databaseNow() : clock.now();
  const settled = await remindDue({ ...others, run: transact, now });
  const closed = await closeDuePolls({ ...others, messenger, run: transact, now });
  if (settled + closed > 0) committed();
  return settled + closed;
}

/** The tick that sends due reminders and closes polls. */
export const remindJob = (deps: RemindJobDeps) => handleJob(remindTick, async () => void (await sweepReminders(deps)));
