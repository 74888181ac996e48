import { AppError } from '../../lib/errors.ts';
import type { Meter } from '../../lib/meter.ts';
import type { Intake } from '../chat-adapter.ts';

/**
 * An intake that counts: updates accepted and refused, how many come at once, and how long the platform waits for its
 * acknowledgement. Unavailable = to be sent again; refused = could never be stored.
 * @param seconds a clock that only goes forward
 */
export function measureIntake(intake: Intake, platform: string, meter: Meter, seconds: () => number): Intake {
  return {
    async accept(updates) {
      const began = seconds();
      const note = (outcome: string) => {
        meter.count('intake_updates', { platform, outcome }, updates.length);
        meter.observe('intake_seconds', { platform, outcome }, seconds() - began);
      };
      if (updates.length > 0) meter.observe('intake_batch', { platform }, updates.length);
      try {
        await intake.accept(updates);
        note('accepted');
      } catch (error) {
        note(error instanceof AppError && error.transient ? 'unavailable' : 'refused');
        throw error;
      }
    },
  };
}
