import type { Readiness } from '../../adapters/shared/health-routes.ts';
import type { ChatAdapter } from '../chat/chat-adapter.ts';
import type { QueueRunner } from '../queue/queue-runner.ts';
import type { Reconciler } from './reconciler.ts';

/** A platform that is away is shown, and no reason to take the whole process out: the other doors work. */
export async function readiness(
  canKeep: () => Promise<boolean>,
  { queue, doors, reconciler }: { queue: QueueRunner; doors: readonly ChatAdapter[]; reconciler: Reconciler },
): Promise<Readiness> {
  const checks = {
    database: await check(canKeep),
    queue: await check(() => queue.isReady()),
    ...Object.fromEntries(doors.map((door) => [door.platform, door.health()])),
    ...reconciler.checks(),
  };
  return { ok: checks.database.ok && checks.queue.ok, checks };
}

async function check(works: () => Promise<boolean>): Promise<{ ok: boolean; detail: string }> {
  const ok = await works().catch(() => false);
  return { ok, detail: ok ? 'ok' : 'away' };
}
