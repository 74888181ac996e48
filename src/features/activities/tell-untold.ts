import { tellSecretaries } from '../../chat/notices/tell-secretaries.ts';
import { errorCode } from '../../lib/errors.ts';
import type { Tx } from '../../lib/tx.ts';
import type { RemindDeps } from './remind-deps.ts';
import { takeUntold } from './reminder-step.store.ts';
import { presentUntold } from './untold.present.ts';

/** Most units of one sweep: telling takes longer than reminding, and the next tick is seconds away. */
const mostUnits = 500;

/**
 * Tells the secretaries which reminders did not leave, all of a unit in one message. A secretary without a private talk
 * is told as soon as one is open.
 */
export async function tellUntold(deps: RemindDeps): Promise<void> {
  const passOver: number[] = [];
  for (let told = 0; told < mostUnits; told += 1) {
    let unitId: number | undefined;
    try {
      unitId = await deps.run((tx) => tellOneUnit(tx, passOver, deps, (id) => (unitId = id)));
      if (unitId === undefined) return;
    } catch (error) {
      if (unitId === undefined || passOver.includes(unitId)) throw error;
      deps.log.warn({ unit: unitId, code: errorCode(error) }, 'a secretary could not be told what did not leave');
      passOver.push(unitId);
    }
  }
}

/** @returns the unit that was told; undefined when there is none */
async function tellOneUnit(
  tx: Tx,
  passOver: readonly number[],
  { directory, locale }: RemindDeps,
  found: (unitId: number) => void,
): Promise<number | undefined> {
  const untold = await takeUntold(tx, passOver);
  if (!untold) return undefined;
  const { unitId, firstStepId, reminders } = untold;
  found(unitId);
  await tellSecretaries(tx, directory, {
    unitId,
    body: presentUntold(reminders, locale),
    naturalKey: `reminders:untold:${firstStepId}`,
  });
  return unitId;
}
