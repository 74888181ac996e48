import { AppError } from '../lib/errors.ts';
import { createQueueFactory, type QueueBackend } from './backend.ts';
import type { JobContract } from './define-job.ts';
import { within } from '../lib/within.ts';

const limitMs = 5_000;

/**
 * Names of repeated jobs that the queue does not know of. Changes nothing.
 * @throws the queue's error when it does not answer
 */
export async function findMissingSchedulers(
  backend: QueueBackend,
  contracts: readonly JobContract[],
): Promise<string[]> {
  const factory = createQueueFactory(backend);
  const missing: string[] = [];
  for (const name of new Set(contracts.map((contract) => contract.queue))) {
    const queue = factory.queue(name);
    // Errors arrive through the calls below.
    queue.on('error', () => undefined);
    try {
      const asked = queue.getJobSchedulers();
      if (!(await within(asked, limitMs))) throw new AppError('queue.silent', 'the queue does not answer');
      const known = (await asked).map(({ key }) => key);
      const wanted = contracts.filter((contract) => contract.queue === name && contract.every !== undefined);
      missing.push(...wanted.map((contract) => contract.name).filter((one) => !known.includes(one)));
    } finally {
      await queue.disconnect();
    }
  }
  return missing;
}
