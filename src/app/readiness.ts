import type { Readiness } from '../../adapters/shared/health-routes.ts';
import type { ChatAdapter } from '../chat/chat-adapter.ts';
import { within } from '../lib/within.ts';
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
    ...Object.fromEntries(doors.map((door) => [door.platform, healthOf(door)])),
    ...reconciler.checks(),
  };
  return { ok: checks.database.ok && checks.queue.ok, checks };
}

/** Without what a door can do: that is for secretaries, not for whoever watches the process. */
function healthOf(door: ChatAdapter): { ok: boolean; detail: string } {
  const { ok, detail } = door.health();
  return { ok, detail };
}

/** Whoever asks gives up after some seconds as well. */
const limitMs = 4_000;

async function check(works: () => Promise<boolean>): Promise<{ ok: boolean; detail: string }> {
  let ok = false;
  const asked = works().then(
    (answer) => (ok = answer),
    () => false,
  );
  const inTime = await within(asked, limitMs);
  return { ok: inTime && ok, detail: inTime && ok ? 'ok' : 'away' };
}
