import { errorCode } from '../../lib/errors.ts';
import type { RemindDeps } from './remind-deps.ts';
import { remindGroups } from './remind-groups.ts';
import { claimSteps, noteStepFailure, type StepGroup } from './reminder-step.store.ts';
import { sumUp } from './sum-up.ts';
import { tellUntold } from './tell-untold.ts';

/**
 * Steps of one transaction, transactions side by side (the next is judged here while the database writes the last), and
 * most transactions of one sweep; what is left is taken by the next.
 */
const pace: Readonly<Record<StepGroup, { atOnce: number; lanes: number; rounds: number }>> = {
  reminders: { atOnce: 4_000, lanes: 3, rounds: 30 },
  summaries: { atOnce: 1, lanes: 1, rounds: 500 },
};

/**
 * Sends every reminder that is due, thousands in one transaction that locks their steps and looks again whether their
 * activities are still open; then sums up what is over, and tells the secretaries what did not leave. Safe to run in
 * several processes at once and after a crash.
 * @returns how many steps were settled, postponed or found impossible
 */
export async function remindDue(deps: RemindDeps): Promise<number> {
  const reminded = await drain(deps, 'reminders');
  const summedUp = await drain(deps, 'summaries');
  await tellUntold(deps);
  return reminded + summedUp;
}

async function drain(deps: RemindDeps, group: StepGroup): Promise<number> {
  const lanes = Array.from({ length: pace[group].lanes }, () => drainLane(deps, group));
  const settled = await Promise.allSettled(lanes);
  return settled.reduce((sum, lane) => {
    if (lane.status === 'rejected') throw lane.reason;
    return sum + lane.value;
  }, 0);
}

async function drainLane(deps: RemindDeps, group: StepGroup): Promise<number> {
  let settled = 0;
  for (let round = 0; round < pace[group].rounds; round += 1) {
    const count = await takeBatch(deps, group, null);
    if (count === 0) break;
    settled += count;
  }
  return settled;
}

/**
 * Works one batch. When it fails it is halved until the one step that spoils it stands alone, so that the others leave;
 * a database that is away fails at the claim of a half, which ends the sweep.
 * @param among the steps of a batch that failed; null = whatever is due
 */
async function takeBatch(deps: RemindDeps, group: StepGroup, among: readonly number[] | null): Promise<number> {
  let claimed: readonly number[] = [];
  try {
    return await deps.run(async (tx) => {
      claimed = [];
      const steps = await claimSteps(tx, group, deps.now, pace[group].atOnce, among);
      claimed = steps.map(({ id }) => id);
      if (group === 'reminders') await remindGroups(tx, steps, deps);
      else for (const step of steps) await sumUp(tx, step, deps);
      return steps.length;
    });
  } catch (error) {
    if (claimed.length === 0) throw error;
    if (claimed.length > 1) {
      const half = claimed.length / 2;
      const first = await takeBatch(deps, group, claimed.slice(0, half));
      return first + (await takeBatch(deps, group, claimed.slice(half)));
    }
    const code = errorCode(error);
    const setAside = await deps.run((tx) => noteStepFailure(tx, claimed, code, deps.now));
    deps.log.warn({ step: claimed[0], code, setAside: setAside > 0 }, 'a reminder could not be made');
    return claimed.length;
  }
}
