import { z } from 'zod';
import { defineJob } from '../../queue/define-job.ts';

/** Looks every 15 seconds for reminders that are due. */
export const remindTick = defineJob({
  name: 'activities-remind',
  queue: 'remind',
  payload: z.object({}),
  every: 15_000,
});
