import { sweepTick } from '../src/chat/job-contracts.ts';
import { remindTick } from '../src/features/activities/index.ts';
import { draftProposal } from '../src/features/proposals/index.ts';
import { fetchAttachment } from '../src/features/submissions/index.ts';
import type { JobContract } from '../src/queue/define-job.ts';
import type { JobBinding } from '../src/queue/job-handler.ts';
import { draftJob, type DraftJobDeps } from './draft.ts';
import { fetchAttachmentJob, type FetchJobDeps } from './fetch-attachment.ts';
import { remindJob, type RemindJobDeps } from './remind.ts';
import { sweepJob, type SweepDeps } from './sweep.ts';

/** Every job there is. Start-up proves that each has one handler below. */
export const jobContracts: readonly JobContract[] = [remindTick, draftProposal, fetchAttachment, sweepTick];

export type JobDeps = DraftJobDeps & FetchJobDeps & RemindJobDeps & SweepDeps;

export const createJobBindings = (deps: JobDeps): readonly JobBinding[] => [
  remindJob(deps),
  draftJob(deps),
  fetchAttachmentJob(deps),
  sweepJob(deps),
];
