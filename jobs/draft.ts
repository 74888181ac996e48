import { randomBytes } from 'node:crypto';
import { draftProposal, writeDraft, type WriteDraftDeps } from '../src/features/proposals/index.ts';
import { handleJob } from '../src/queue/job-handler.ts';

export type DraftJobDeps = Omit<WriteDraftDeps, 'nonce'>;

export const draftJob = (deps: DraftJobDeps) =>
  handleJob(draftProposal, ({ draftId }, { signal }) =>
    writeDraft(draftId, { ...deps, nonce: () => randomBytes(4).toString('hex') }, signal),
  );
