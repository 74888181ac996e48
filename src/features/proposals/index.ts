import type { Feature } from '../../chat/feature.ts';
import { proposalCommands } from './commands.ts';
import { replyTaker } from './take-reply.ts';

export { draftDetail, draftDocument, draftRows } from './draft-reading.store.ts';
export { draftProposal } from './job-contracts.ts';
export { requeueDrafts } from './requeue-drafts.ts';
export { writeDraft, type WriteDraftDeps } from './write-draft.ts';

/** From members' reports to a draft proposal whose every clause names its sources. A person decides what becomes of it. */
export function proposalsFeature(): Feature {
  return { name: 'proposals', commands: proposalCommands, questions: [], actions: [], replies: [replyTaker] };
}
