/** What one draft may cost. */
export interface LlmBudget {
  /** Characters of a prompt, rules and data together. */
  readonly promptCharacters: number;
  /** Requests for one draft, repeats and the repair included, over all attempts of the job. */
  readonly callsPerDraft: number;
}

/** About 15,000 tokens of Chinese a request (0.6 tokens a character), which every model in use can hold. */
export const defaultBudget: LlmBudget = { promptCharacters: 24_000, callsPerDraft: 8 };
