import { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import { queueNames, type QueueName } from './queue-names.ts';

type PayloadValue = string | number | boolean | undefined | readonly (string | number)[];

/** What a job carries: row ids and the like. The rows themselves are read when the job runs. */
export type JobPayload = { readonly [key: string]: PayloadValue };

/** How long a failed job waits for its next attempt: always `delayMs`, or doubling from it. */
export interface JobBackoff {
  readonly type: 'fixed' | 'exponential';
  readonly delayMs: number;
}

/** What is agreed about one kind of job, by those who add it and the one who handles it. */
export interface JobContract<P extends JobPayload = JobPayload> {
  /** Unique among all jobs, kebab-case. */
  readonly name: string;
  readonly queue: QueueName;
  /** Checked on arrival. A new field must be optional: jobs of the previous release may still be waiting. */
  readonly payload: z.ZodType<P>;
  /** Attempts in all, the first one included. A scheduled tick is tried once: the next tick is its retry. */
  readonly attempts: number;
  readonly backoff: JobBackoff;
  /** Set for a scheduled tick: milliseconds between two runs. Its payload is `{}`. */
  readonly every: number | undefined;
  /** Milliseconds until the handler's signal is aborted. A handler that ignores it is given up 5 s later. */
  readonly timeoutMs: number;
}

const jobName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const settings = z.object({
  name: z.string().regex(jobName, 'must be kebab-case, such as "draft-issue"'),
  queue: z.enum(queueNames),
  attempts: z.int().min(1).max(20),
  backoff: z.object({ type: z.enum(['fixed', 'exponential']), delayMs: z.int().min(0) }),
  every: z.int().min(100, 'must be at least 100 ms').optional(),
  timeoutMs: z.int().min(1),
});

/**
 * Declares a job. Defaults: 3 attempts (a tick: 1), exponential backoff from 5 s, 5 minutes until it is aborted.
 *
 * @throws AppError `job.contract` when a setting is out of range, naming the setting.
 */
export function defineJob<P extends JobPayload>(declared: {
  name: string;
  queue: QueueName;
  payload: z.ZodType<P>;
  attempts?: number;
  backoff?: JobBackoff;
  every?: number;
  timeoutMs?: number;
}): JobContract<P> {
  const contract: JobContract<P> = {
    name: declared.name,
    queue: declared.queue,
    payload: declared.payload,
    attempts: declared.attempts ?? (declared.every === undefined ? 3 : 1),
    backoff: declared.backoff ?? { type: 'exponential', delayMs: 5_000 },
    every: declared.every,
    timeoutMs: declared.timeoutMs ?? 300_000,
  };
  const checked = settings.safeParse(contract);
  if (!checked.success) {
    throw new AppError('job.contract', `Job "${declared.name}": ${z.prettifyError(checked.error)}`);
  }
  if (contract.every !== undefined && !contract.payload.safeParse({}).success) {
    throw new AppError(
      'job.contract',
      `Job "${contract.name}" is a scheduled tick, so its payload must accept {}: make every field optional.`,
    );
  }
  return Object.freeze(contract);
}
