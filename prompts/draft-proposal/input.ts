/** One submission as the model sees it: personal data masked, known by an id of this call only. */
export interface PromptSource {
  /** S1, S2, … */
  readonly id: string;
  readonly text: string;
}

export interface DraftProposalInput {
  /** The secretary's words that picked the submissions. */
  readonly topic: string;
  readonly sources: readonly PromptSource[];
}
