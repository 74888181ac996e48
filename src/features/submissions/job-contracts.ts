import { z } from 'zod';
import { defineJob } from '../../queue/define-job.ts';

/** Fetches the bytes of a file that came with a message, while the platform still has them. */
export const fetchAttachment = defineJob({
  name: 'fetch-attachment',
  queue: 'attach',
  payload: z.object({ attachmentId: z.int() }),
  attempts: 5,
});

/** The same attachment is queued once at a time. */
export const attachmentJobId = (attachmentId: number) => String(attachmentId);
