import type { Clock } from '../../../src/lib/clock.ts';
import { restAfterWarningMs } from './map-error.ts';

/**
 * Cuts sending when WeChat warns, because going on is what accounts are blocked for. What is refused meanwhile says how
 * long the rest is, so that the outbox keeps it over a restart.
 */
export interface Circuit {
  trip(): void;
  /** Milliseconds for which nothing may be sent; 0 = free. */
  restMs(): number;
}

export function createCircuit(clock: Clock): Circuit {
  let until = 0;
  return {
    trip() {
      until = clock.now().getTime() + restAfterWarningMs;
    },
    restMs: () => Math.max(0, until - clock.now().getTime()),
  };
}
