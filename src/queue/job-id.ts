import type { JobContract } from './define-job.ts';

/**
 * The id under which a job is stored: the same for the same contract and id, different for all others. BullMQ refuses
 * ids with a colon and ids of digits only; the contract's name in front rules out the second.
 */
export function storedJobId(contract: JobContract, id: string): string {
  return `${contract.name}.${id.replaceAll('%', '%25').replaceAll(':', '%3A')}`;
}
