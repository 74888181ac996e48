import { fetchAttachment, fetchAttachmentFile, type FetchDeps } from '../src/features/submissions/index.ts';
import { handleJob } from '../src/queue/job-handler.ts';

export type FetchJobDeps = FetchDeps;

/** Fetches a file that a platform still has. */
export const fetchAttachmentJob = (deps: FetchJobDeps) =>
  handleJob(fetchAttachment, ({ attachmentId }) => fetchAttachmentFile(attachmentId, deps));
