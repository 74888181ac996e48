import type { HandleDeps } from './handle-deps.ts';
import { noteBegun, setAsideUnhandled } from './begun.store.ts';
import { claimNext, type Pool } from './inbox.store.ts';
import { tellOfFailure } from './tell-of-failure.ts';

/** So many processes may die of an update before it is set aside: a machine that fails often is no fault of it. */
const mostDeaths = 3;

export interface BeginDeps extends HandleDeps {
  pool: Pool;
  /** When this process began. */
  startedAt: Date;
}

/**
 * What waited when a process starts may be what ended the one before it: memory that runs out, a loop without end. So
 * an old update is counted in a commit of its own before it is handled, and set aside when it has been begun too often.
 * People are told; should even that end the process, the next one sets it aside in silence.
 */
export function createOldGuard(deps: BeginDeps): (conversation: string) => Promise<void> {
  const outlived = new Set<string>();
  return async (conversation) => {
    const old = await noteBegun(deps.pool, conversation, deps.startedAt, [...outlived]);
    if (!old) return;
    outlived.add(old.id);
    if (old.begun <= mostDeaths) return;
    deps.log.error({ inbox: old.id, begun: old.begun }, 'a message that ends processes is set aside');
    await deps.transact(async (tx) => {
      const row = await claimNext(tx, conversation);
      if (!row || String(row.id) !== old.id || !(await setAsideUnhandled(tx, row))) return;
      if (old.begun === mostDeaths + 1) await tellOfFailure(tx, deps, row);
    });
    deps.committed([]);
  };
}
