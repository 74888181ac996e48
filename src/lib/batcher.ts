import { AppError } from './errors.ts';

interface Waiting<I, O> {
  input: I;
  resolve(output: O): void;
  reject(error: unknown): void;
}

export interface BatcherOptions<I, O> {
  /** Writes all inputs in one commit and answers each, in order. Throwing rejects all of them. */
  write(inputs: readonly I[]): Promise<readonly O[]>;
  /** Most inputs in one commit. */
  batch: number;
  /** Most inputs that may wait; more are refused at once with `overloaded`, so that nothing piles up. */
  waiting: number;
}

/**
 * Group commit: what arrives while a commit is under way shares the next one. A lone input is written at once.
 * When a batch is refused and not for a passing reason, its inputs are tried one by one, so that one bad input
 * harms no other.
 */
export function createBatcher<I, O>({ write, batch, waiting }: BatcherOptions<I, O>): (input: I) => Promise<O> {
  const queue: Waiting<I, O>[] = [];
  let busy = false;

  async function settle(items: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const outputs = (await write(items.map((item) => item.input))).values();
      for (const item of items) {
        const output = outputs.next();
        if (output.done) item.reject(new AppError('batch.unanswered', 'a batch answered fewer inputs than it got'));
        else item.resolve(output.value);
      }
    } catch (error) {
      if (items.length === 1 || (error instanceof AppError && error.transient)) {
        for (const item of items) item.reject(error);
      } else {
        for (const item of items) await settle([item]);
      }
    }
  }

  async function drain(): Promise<void> {
    busy = true;
    while (queue.length > 0) await settle(queue.splice(0, batch));
    busy = false;
  }

  return (input) =>
    new Promise<O>((resolve, reject) => {
      if (queue.length >= waiting) {
        reject(new AppError('overloaded', 'too many messages are waiting to be stored', { transient: true }));
        return;
      }
      queue.push({ input, resolve, reject });
      if (!busy) void drain();
    });
}
