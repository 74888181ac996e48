import type OpenAI from 'openai';
import { z } from 'zod';
import type { RenderedPrompt } from '../../prompts/define-prompt.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { LlmError } from './llm-error.ts';
import { mapOpenAiError } from './map-openai-error.ts';
import type { CallLedger, Usage } from './model-port.ts';
import { refusePersonalData } from './outgoing-guard.ts';
import { readCompletion } from './read-completion.ts';
import { retryDelay } from './retry-policy.ts';

export type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam & { content: string };
type Format = OpenAI.Chat.Completions.ChatCompletionCreateParams['response_format'];

/** Ways to ask for JSON, best first. A server that answers 400 to one is asked the next way, from then on. */
const rungs = ['json_schema', 'json_object', 'text'] as const;

/** A server and how it is spoken to; lives as long as the gateway. */
export interface Line {
  readonly client: OpenAI;
  readonly model: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tries of one request. */
  readonly attempts: number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** 0 to 1 */
  readonly random: () => number;
  /** Index of the way to ask for JSON that the server knows. */
  rung: number;
}

/** Everything that belongs to one `complete`. */
export interface Conversation {
  readonly prompt: RenderedPrompt;
  readonly schema: z.ZodType;
  /** Aborted by the caller or by the time limit. */
  readonly signal: AbortSignal;
  readonly ledger: CallLedger | undefined;
  /** Grows with each request. */
  usage: Usage;
  /** As the server named it, else as it was asked for. */
  model: string;
}

/**
 * Sends messages until there are words in return: repeated while waiting helps, and asked in a simpler way where the
 * server does not know ours.
 * @throws LlmError
 */
export async function ask(line: Line, talk: Conversation, messages: readonly Message[]): Promise<string> {
  refusePersonalData([line.model, ...messages.map(({ content }) => content), JSON.stringify(messages)]);
  for (let attempt = 1; ;) {
    try {
      return await request(line, talk, messages);
    } catch (error) {
      if (!(error instanceof LlmError)) throw error;
      if (error.code === 'llm.bad_request' && line.rung + 1 < rungs.length) {
        line.rung += 1;
        continue;
      }
      const worth = error.transient && attempt < line.attempts && !talk.signal.aborted;
      const delay = worth ? retryDelay(attempt, error.retryAfterMs, line.random()) : null;
      if (delay === null) throw error;
      attempt += 1;
      await line.wait(delay, talk.signal).catch(() => Promise.reject(stopReason(talk.signal)));
    }
  }
}

/** One request and its row in the ledger. */
async function request(line: Line, talk: Conversation, messages: readonly Message[]): Promise<string> {
  const { prompt, ledger } = talk;
  const call = { promptId: prompt.id, promptVersion: prompt.version, model: line.model };
  const row = await ledger?.open(call);
  const { words, ...end } = await send(line, talk, messages);
  const error = words instanceof LlmError ? words.code : null;
  if (row !== undefined) await ledger?.close(row, { ...end, error });
  line.log.info({ ...call, ...end, code: error }, 'model called');
  talk.usage = {
    promptTokens: add(talk.usage.promptTokens, end.promptTokens),
    completionTokens: add(talk.usage.completionTokens, end.completionTokens),
    calls: talk.usage.calls + 1,
  };
  if (words instanceof LlmError) throw words;
  return words;
}

interface Sent {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly words: string | LlmError;
}

async function send(
  { client, model, clock, rung }: Line,
  talk: Conversation,
  messages: readonly Message[],
): Promise<Sent> {
  const body = { model, messages: [...messages], ...formatOf(rung, talk) };
  try {
    const response = await client.chat.completions.create(body, { signal: talk.signal });
    const { promptTokens, completionTokens, outcome, model: named } = readCompletion(response);
    talk.model = named ?? model;
    return { promptTokens, completionTokens, words: outcome };
  } catch (thrown) {
    const words = talk.signal.aborted ? stopReason(talk.signal) : mapOpenAiError(thrown, clock.now());
    return { promptTokens: null, completionTokens: null, words };
  }
}

function formatOf(rung: number, { prompt, schema }: Conversation): { response_format?: NonNullable<Format> } {
  if (rungs[rung] === 'json_object') return { response_format: { type: 'json_object' } };
  if (rungs[rung] !== 'json_schema') return {};
  const { $schema: _, ...shape } = z.toJSONSchema(schema);
  const name = prompt.id.replaceAll('-', '_');
  return { response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: shape } } };
}

function stopReason({ reason }: AbortSignal): LlmError {
  const late = reason instanceof Error && reason.name === 'TimeoutError';
  if (late) return new LlmError('llm.timeout', 'the model did not answer in time');
  return new LlmError('llm.stopped', 'the call was stopped');
}

const add = (sum: number | null, more: number | null) => (more === null ? sum : (sum ?? 0) + more);
