import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { LlmError } from './llm-error.ts';
import { readRetryAfter } from './retry-policy.ts';

/** Turns what the SDK threw into our error, by type and status. Its message may quote the request and is not kept. */
export function mapOpenAiError(error: unknown, now: Date): LlmError {
  if (error instanceof LlmError) return error;
  if (error instanceof APIError && error.status !== undefined) return mapStatus(error.status, error, now);
  if (error instanceof APIConnectionTimeoutError)
    return new LlmError('llm.timeout', 'the model did not answer in time');
  if (error instanceof APIConnectionError) return new LlmError('llm.unreachable', 'the model server cannot be reached');
  if (error instanceof SyntaxError) return new LlmError('llm.not_an_answer', 'the model server did not answer in JSON');
  return new LlmError('llm.unreachable', 'the connection to the model server broke');
}

function mapStatus(status: number, error: APIError, now: Date): LlmError {
  const retryAfterMs = readRetryAfter(error.headers?.get('retry-after') ?? null, now);
  const said = `the model server answered ${status}`;
  if (status === 402 || error.code === 'insufficient_quota') return new LlmError('llm.quota', said);
  if (status === 429) return new LlmError('llm.rate_limited', said, { retryAfterMs });
  if (status === 401 || status === 403) return new LlmError('llm.unauthorized', said);
  if (status === 404) return new LlmError('llm.not_found', said);
  if (status === 408 || status === 409 || status >= 500)
    return new LlmError('llm.server_error', said, { retryAfterMs });
  return new LlmError('llm.bad_request', said);
}
