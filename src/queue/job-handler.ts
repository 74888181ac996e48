import { AppError } from '../lib/errors.ts';
import type { JobContract, JobPayload } from './define-job.ts';

/** What a handler knows of the run it is in. */
export interface JobRun {
  /** The id of the job in its queue. Not the id of a row. */
  readonly id: string;
  /** 1 for the first attempt. A run that was cut off by a crash does not count. */
  readonly attempt: number;
  /** Aborted when the job's time is up or the process is about to stop. Pass it on to whatever takes long. */
  readonly signal: AbortSignal;
}

/** A contract and its one handler. */
export interface JobBinding {
  readonly contract: JobContract;
  /** @throws AppError `job.payload`, never retried, when the data does not fit the contract. */
  run(data: unknown, run: JobRun): Promise<void>;
}

/**
 * Ties a handler to its contract. A handler reads the rows that the payload names, checks that the work is still due,
 * and can be run twice without harm: a job is delivered at least once.
 */
export function handleJob<P extends JobPayload>(
  contract: JobContract<P>,
  handler: (payload: P, run: JobRun) => Promise<void>,
): JobBinding {
  return Object.freeze({
    contract,
    async run(data: unknown, run: JobRun) {
      const payload = contract.payload.safeParse(data);
      if (!payload.success) {
        const faults = payload.error.issues.map((issue) => `${issue.path.join('.') || '(payload)'} ${issue.code}`);
        throw new AppError('job.payload', `Job "${contract.name}" came with an unusable payload: ${faults.join(', ')}`);
      }
      await handler(payload.data, run);
    },
  });
}
