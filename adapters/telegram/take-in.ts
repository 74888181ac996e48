import type { Intake, IntakeUpdate } from '../../src/chat/chat-adapter.ts';
import { AppError, errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { emptyUpdate, stampUpdate, type Stamp } from './stamp-update.ts';

export interface TakeInDeps {
  intake: Intake;
  log: Logger;
}

/**
 * Puts updates into the inbox; resolves when all are committed. An update that storage refuses for good is kept as its
 * number alone and logged: else it would come again for a day and hold back all later ones.
 * @throws AppError, transient, when nothing may be acknowledged yet
 */
export async function takeIn(updates: readonly unknown[], stamp: Stamp, deps: TakeInDeps): Promise<void> {
  const stamped = updates.flatMap((update) => stampUpdate(update, stamp) ?? []);
  try {
    await deps.intake.accept(stamped);
  } catch (error) {
    if (isPassing(error)) throw error;
    for (const update of stamped) await takeOne(update, stamp, deps);
  }
}

async function takeOne(update: IntakeUpdate, stamp: Stamp, { intake, log }: TakeInDeps): Promise<void> {
  try {
    await intake.accept([update]);
  } catch (error) {
    if (isPassing(error)) throw error;
    log.error(
      { update: update.updateKey, code: errorCode(error) },
      'an update of Telegram cannot be stored and is left out',
    );
    await intake.accept([emptyUpdate(Number(update.updateKey), stamp)]);
  }
}

const isPassing = (error: unknown) => error instanceof AppError && error.transient;
