import { fetchAttachment, fetchAttachmentFile, type FetchDeps } from '../src/features/submissions/index.ts';
import { handleJob } from '../src/queue/job-handler.ts';

export const fetchAttachmentJob = (deps: FetchDeps) =>
  handleJob(fetchAttachment, ({ attachmentId }) => fetchAttachmentFile(attachmentId, deps));
