import { z } from 'zod';
import { LlmError } from './llm-error.ts';

/** The part of a chat completion that we use. Compatible servers leave out much, and proxies answer HTML with status 200. */
const completion = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.number().int().nullish(), completion_tokens: z.number().int().nullish() })
    .nullish(),
});

export interface Completion {
  readonly model: string | undefined;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** The words, or why there are none to use. */
  readonly outcome: string | LlmError;
}

/** Reads what came back with status 200. Tokens are read first: also a useless answer is paid for. */
export function readCompletion(response: unknown): Completion {
  const read = completion.safeParse(response);
  if (!read.success) {
    const outcome = new LlmError('llm.not_an_answer', 'the model server answered something that is no completion');
    return { model: undefined, promptTokens: null, completionTokens: null, outcome };
  }
  const { usage, model } = read.data;
  const promptTokens = usage?.prompt_tokens ?? null;
  const completionTokens = usage?.completion_tokens ?? null;
  return { model, promptTokens, completionTokens, outcome: readChoice(read.data.choices[0]) };
}

function readChoice(choice: z.output<typeof completion>['choices'][number] | undefined): string | LlmError {
  if (choice?.message.refusal || choice?.finish_reason === 'content_filter') {
    return new LlmError('llm.refused', 'the model refused');
  }
  if (choice?.finish_reason === 'length') return new LlmError('llm.truncated', 'the answer was cut off');
  const content = choice?.message.content?.trim() ?? '';
  return content === '' ? new LlmError('llm.empty', 'the model answered nothing') : content;
}
