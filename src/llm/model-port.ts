import type { z } from 'zod';
import type { RenderedPrompt } from '../../prompts/define-prompt.ts';
import type { LlmErrorCode } from './llm-error.ts';

/** Tokens as the server counted them, summed over the calls; null where it did not say. */
export interface Usage {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** Requests that were made. */
  readonly calls: number;
}

/** Keeps one row per request. Ids, tokens and outcome; never text. */
export interface CallLedger {
  /**
   * Before a request leaves. @returns the row's id
   * @throws LlmError `llm.calls_spent` when the budget is used up: then nothing is sent.
   */
  open(call: { promptId: string; promptVersion: number; model: string }): Promise<number>;
  close(
    id: number,
    end: { promptTokens: number | null; completionTokens: number | null; error: LlmErrorCode | null },
  ): Promise<void>;
}

export interface CompleteOptions {
  readonly signal: AbortSignal;
  readonly ledger?: CallLedger;
}

/** A model that fills in a schema. It holds no tools and its answer is only text to be checked. */
export interface ModelPort {
  /** The model's name, as it is shown to the secretary. */
  readonly model: string;
  /**
   * Always ends: in a value that fits the schema, or in an error that says whether waiting helps.
   * @throws LlmError
   */
  complete<T>(
    prompt: RenderedPrompt,
    schema: z.ZodType<T>,
    options: CompleteOptions,
  ): Promise<{ value: T; usage: Usage; model: string }>;
}
