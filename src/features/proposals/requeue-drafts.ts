import type { Wake } from '../../chat/handling-context.ts';
import type { Tx } from '../../lib/tx.ts';
import { draftJobId, draftProposal } from './job-contracts.ts';
import { unfinishedDrafts } from './proposals.store.ts';

/** A draft older than this without an end has perhaps lost its job. One that still has it is not queued twice. */
const patienceMs = 20_000;

/** Wakes drafts whose job was lost, and those that have had all their attempts and wait to be given up. */
export async function requeueDrafts(tx: Tx, now: Date, wake: Wake): Promise<number> {
  const ids = await unfinishedDrafts(tx, new Date(now.getTime() - patienceMs));
  for (const draftId of ids) wake(draftProposal, { draftId }, draftJobId(draftId));
  return ids.length;
}
