import { z } from 'zod';
import { defineJob } from '../../queue/define-job.ts';

/** Writes one draft. What it is made from is in the rows of the draft. */
export const draftProposal = defineJob({
  name: 'draft-proposal',
  queue: 'draft',
  payload: z.object({ draftId: z.int() }),
  // The model has 60 s; the rest is for sources by the hundred and a slow disk.
  timeoutMs: 180_000,
});

/** The same draft is queued once at a time. */
export const draftJobId = (draftId: number) => String(draftId);
