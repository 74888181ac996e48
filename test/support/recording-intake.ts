import type { Intake, IntakeUpdate } from '../../src/chat/chat-adapter.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createBell } from './bell.ts';

/** An inbox in memory with the promises of the real one: a key counts once, and it can be slow or away. */
export interface RecordingIntake extends Intake {
  /** Accepted updates, oldest first. */
  readonly updates: readonly IntakeUpdate[];
  /** All that was handed in, refused and repeated ones included. */
  readonly handed: readonly IntakeUpdate[];
  /** How often something was handed in, refused and repeated ones included. */
  readonly attempts: number;
  /** The next update that was not taken yet; waits for it. */
  next(withinMs?: number): Promise<IntakeUpdate>;
  /** Waits until something was handed in for the n-th time. */
  attempted(times: number, withinMs?: number): Promise<void>;
  /** The next `times` calls fail: as when the database is away, unless another error is given. */
  fail(times: number, error?: Error): void;
  /** Nothing is committed until the returned function is called. */
  hold(): () => void;
}

const away = () => new AppError('storage.unavailable', 'the message could not be stored', { transient: true });

export function createRecordingIntake(): RecordingIntake {
  const bell = createBell();
  const updates: IntakeUpdate[] = [];
  const handed: IntakeUpdate[] = [];
  let attempts = 0;
  let taken = 0;
  let failures: Error[] = [];
  let gate: Promise<void> = Promise.resolve();
  const isKnown = ({ account, updateKey, messageKey }: IntakeUpdate) =>
    updates.some(
      (each) =>
        (each.account === account && each.updateKey === updateKey) ||
        (messageKey !== null && each.messageKey === messageKey),
    );

  return {
    updates,
    handed,
    get attempts() {
      return attempts;
    },
    async accept(batch) {
      attempts += 1;
      handed.push(...batch);
      bell.ring();
      const failure = failures.shift();
      await gate;
      if (failure) throw failure;
      for (const update of batch) if (!isKnown(update)) updates.push(update);
      bell.ring();
    },
    async next(withinMs) {
      const update = await bell.until(() => updates[taken], 'an update in the inbox', withinMs);
      taken += 1;
      return update;
    },
    async attempted(times, withinMs) {
      await bell.until(() => (attempts >= times ? true : undefined), `${times} updates handed in`, withinMs);
    },
    fail(times, error) {
      failures = Array.from({ length: times }, () => error ?? away());
    },
    hold() {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
  };
}
