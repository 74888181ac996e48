import type { ClauseFault, DraftClause, Section } from '../verifying/verify-clause.ts';

/** A submission as drafting sees it: personal data masked. */
export interface SourceText {
  /** 社-12 */
  readonly label: string;
  readonly text: string;
  readonly at: Date;
}

/** What became of a source; each ends in exactly one of these. The names are locale keys behind `outcome_`. */
export const sourceOutcomes = ['cited', 'duplicate', 'not_chosen', 'no_sentence', 'no_room'] as const;
export type SourceOutcome = (typeof sourceOutcomes)[number];

/** A clause that may not stand. Its text is not kept: it may hold just the made-up figure it was dropped for. */
export interface DroppedClause {
  readonly section: Section;
  readonly fault: ClauseFault;
  readonly cites: readonly string[];
}

/** A draft in memory: checked clauses, and an account of everything else. */
export interface DraftedProposal {
  readonly title: string;
  readonly clauses: readonly DraftClause[];
  readonly dropped: readonly DroppedClause[];
  readonly outcomes: ReadonlyMap<string, SourceOutcome>;
}
