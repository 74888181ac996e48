import { setTimeout as sleep } from 'node:timers/promises';
import type { Tally } from './replay-room.ts';

export interface SettleDeps {
  tally: () => Promise<Tally | null>;
  signal: AbortSignal;
  onLook: (received: number) => void;
  /** Looks without any change after which waiting ends. */
  mostStillLooks: number;
}

/** Between two looks at the unit. */
const lookMs = 500;

/**
 * Waits until the unit has received `expected` more submissions than `before`, and until then as long as its figures
 * still move. @returns the last figures; null when they could not be read
 */
export async function waitUntilSettled(before: Tally, expected: number, deps: SettleDeps): Promise<Tally | null> {
  let last = before;
  let still = 0;
  let readable = false;
  while (!deps.signal.aborted && still < deps.mostStillLooks) {
    const now = await deps.tally();
    if (now) {
      readable = true;
      still = same(now, last) ? still + 1 : 0;
      last = now;
      deps.onLook(now.submissions - before.submissions);
      if (now.submissions - before.submissions >= expected) return now;
    } else {
      still += 1;
    }
    await sleep(lookMs);
  }
  return readable ? last : null;
}

const same = (a: Tally, b: Tally) => a.submissions === b.submissions && a.points === b.points;
