import type { Ballot } from './vote.store.ts';

export interface Counts {
  /** Votes for each option, in their order. */
  votes: readonly number[];
  /** Members who chose something. */
  voters: number;
  /** Members who could. */
  members: number;
}

/** One member, one ballot: whatever they chose last. */
export function countVotes(options: readonly string[], ballots: readonly Ballot[]): Counts {
  return {
    votes: options.map((_, index) => ballots.filter((ballot) => ballot.options.includes(index)).length),
    voters: ballots.filter((ballot) => ballot.options.length > 0).length,
    members: ballots.length,
  };
}
