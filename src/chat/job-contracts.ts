import { z } from 'zod';
import { defineJob } from '../queue/define-job.ts';

/** Puts back what fell out of the queue and forgets what is no longer needed. */
export const sweepTick = defineJob({ name: 'sweep', queue: 'maintain', payload: z.object({}), every: 30_000 });
