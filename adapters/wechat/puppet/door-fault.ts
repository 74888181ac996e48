import { AppError } from '../../../src/lib/errors.ts';

/** Why the door to WeChat is shut. `message` is for operators and says the cure. */
export class DoorFault extends AppError {
  /** Another try can only help once somebody has changed something: there is none. */
  readonly isFinal: boolean;

  constructor(code: string, message: string, options: { isFinal: boolean; cause?: unknown }) {
    super(`wechat.${code}`, message, { cause: options.cause, transient: !options.isFinal });
    this.isFinal = options.isFinal;
  }
}

const longestWaitMs = 5 * 60_000;

/** Milliseconds until the next try. WeChat takes hurried logins badly. @param attempt failures in a row, from 1 */
export const waitAfter = (attempt: number): number => Math.min(longestWaitMs, 5_000 * 2 ** Math.min(attempt - 1, 10));
