import { setTimeout as sleep } from 'node:timers/promises';
import type { Tally } from './replay-room.ts';

export interface SettleDeps {
  tally: () => Promise<Tally | null>;
  /** True when the bot has answered every message that was sent. */
  allAnswered: () => Promise<boolean>;
  signal: AbortSignal;
  onLook: (received: number) => void;
  /** Looks without any change after which waiting ends. */
  mostStillLooks: number;
}

/** Between two looks at the unit. */
const lookMs = 500;
/** Looks without any change after which the answers are counted: a repeated text is answered and makes no submission. */
const looksBeforeCounting = 4;

/**
 * Waits until the unit has received `expected` more submissions than `before`, and until then as long as its figures
 * still move and something is unanswered. @returns the last figures; null when they could not be read
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
      if (still > 0 && still % looksBeforeCounting === 0 && (await deps.allAnswered())) return now;
    } else {
      still += 1;
    }
    await sleep(lookMs);
  }
  return readable ? last : null;
}

const same = (a: Tally, b: Tally) => a.submissions === b.submissions && a.points === b.points;
