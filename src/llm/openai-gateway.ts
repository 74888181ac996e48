import { setTimeout as pause } from 'node:timers/promises';
import OpenAI from 'openai';
import { z } from 'zod';
import type { RenderedPrompt } from '../../prompts/define-prompt.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { readAnswer } from './answer-text.ts';
import { defaultBudget, type LlmBudget } from './budget.ts';
import { LlmError } from './llm-error.ts';
import { mapOpenAiError } from './map-openai-error.ts';
import type { CallLedger, CompleteOptions, ModelPort, Usage } from './model-port.ts';
import { refusePersonalData } from './outgoing-guard.ts';
import { readCompletion } from './read-completion.ts';
import { redact } from './redact.ts';
import { retryDelay } from './retry-policy.ts';

export interface OpenAiGatewayOptions {
  apiKey: string;
  /** Of any server that speaks chat completions. */
  baseUrl: string | undefined;
  model: string;
  clock: Clock;
  log: Logger;
  budget?: LlmBudget;
  /** For everything that one `complete` does, waiting included. Default 60 s. */
  timeoutMs?: number;
  /** Tries of one request. Default 3. */
  attempts?: number;
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  random?: () => number;
}

type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam & { content: string };
type Format = OpenAI.Chat.Completions.ChatCompletionCreateParams['response_format'];

/** Ways to ask for JSON, best first. A server that answers 400 to one is asked the next way, from then on. */
const rungs = ['json_schema', 'json_object', 'text'] as const;

/** Everything that belongs to one `complete`. */
interface Conversation {
  readonly prompt: RenderedPrompt;
  readonly schema: z.ZodType;
  readonly signal: AbortSignal;
  readonly ledger: CallLedger | undefined;
  calls: number;
  promptTokens: number | null;
  completionTokens: number | null;
  model: string;
}

/**
 * A model behind an OpenAI-compatible server. The SDK's own retries are off, so that attempts are counted once and the
 * ledger is exact. Of the answer only text is used; parsing and checking are ours.
 */
export function createOpenAiGateway(options: OpenAiGatewayOptions): ModelPort {
  const { model, clock, log, budget = defaultBudget, timeoutMs = 60_000, attempts = 3 } = options;
  const { wait = (ms, signal) => pause(ms, undefined, { signal }), random = Math.random } = options;
  // Every setting the SDK would otherwise take from the environment is given here.
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: timeoutMs,
  });
  let rung = 0;

  /** One request and its row in the ledger. */
  async function request(messages: readonly Message[], talk: Conversation): Promise<string> {
    const { prompt, ledger } = talk;
    const row = await ledger?.open({ promptId: prompt.id, promptVersion: prompt.version, model });
    talk.calls += 1;
    let tokens: { promptTokens: number | null; completionTokens: number | null } = {
      promptTokens: null,
      completionTokens: null,
    };
    let error: LlmError | null = null;
    try {
      const body = { model, messages: [...messages], ...formatOf(rungs[rung], prompt, talk.schema) };
      const answer = readCompletion(await client.chat.completions.create(body, { signal: talk.signal }));
      tokens = answer;
      talk.promptTokens = add(talk.promptTokens, answer.promptTokens);
      talk.completionTokens = add(talk.completionTokens, answer.completionTokens);
      talk.model = answer.model ?? model;
      if (typeof answer.outcome === 'string') return answer.outcome;
      error = answer.outcome;
      throw error;
    } catch (thrown) {
      error = talk.signal.aborted ? stopReason(talk.signal) : mapOpenAiError(thrown, clock.now());
      throw error;
    } finally {
      const { promptTokens, completionTokens } = tokens;
      if (row !== undefined) await ledger?.close(row, { promptTokens, completionTokens, error: error?.code ?? null });
      log.info(
        { prompt: prompt.id, version: prompt.version, promptTokens, completionTokens, code: error?.code },
        'model called',
      );
    }
  }

  /** One request, repeated while waiting helps, and asked in a simpler way where the server does not know ours. */
  async function persist(messages: readonly Message[], talk: Conversation): Promise<string> {
    refusePersonalData([model, ...messages.map(({ content }) => content), JSON.stringify(messages)]);
    for (let attempt = 1; ;) {
      try {
        return await request(messages, talk);
      } catch (error) {
        if (!(error instanceof LlmError)) throw error;
        if (error.code === 'llm.bad_request' && rung + 1 < rungs.length) {
          rung += 1;
          continue;
        }
        const delay = error.transient && attempt < attempts ? retryDelay(attempt, error.retryAfterMs, random()) : null;
        if (delay === null || talk.signal.aborted) throw error;
        attempt += 1;
        await wait(delay, talk.signal).catch(() => Promise.reject(stopReason(talk.signal)));
      }
    }
  }

  return {
    model,
    async complete<T>(prompt: RenderedPrompt, schema: z.ZodType<T>, { signal, ledger }: CompleteOptions) {
      if (prompt.system.length + prompt.user.length > budget.promptCharacters) {
        throw new LlmError('llm.prompt_too_long', `the prompt is longer than ${budget.promptCharacters} characters`);
      }
      const talk = startTalk(prompt, schema, boundedSignal(signal, timeoutMs), ledger, model);
      const messages: Message[] = [
        { role: 'system', content: prompt.system },
        { role: 'user', content: prompt.user },
      ];
      const first = await persist(messages, talk);
      const read = readAnswer(first, schema);
      if ('value' in read) return { value: read.value, usage: usageOf(talk), model: talk.model };
      const repaired = readAnswer(await persist([...messages, ...repair(first, read.fault)], talk), schema);
      if ('value' in repaired) return { value: repaired.value, usage: usageOf(talk), model: talk.model };
      throw new LlmError('llm.unreadable', 'the answer does not fit the schema, also after one repair');
    },
  };
}

/** Aborted by the caller, or by our own time limit; `reason` tells which. */
function boundedSignal(signal: AbortSignal, timeoutMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}

function stopReason(signal: AbortSignal): LlmError {
  const late = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return late
    ? new LlmError('llm.timeout', 'the model did not answer in time')
    : new LlmError('llm.stopped', 'the call was stopped');
}

function startTalk(
  prompt: RenderedPrompt,
  schema: z.ZodType,
  signal: AbortSignal,
  ledger: CallLedger | undefined,
  model: string,
): Conversation {
  return { prompt, schema, signal, ledger, model, calls: 0, promptTokens: null, completionTokens: null };
}

const add = (sum: number | null, more: number | null) => (more === null ? sum : (sum ?? 0) + more);

const usageOf = ({ promptTokens, completionTokens, calls }: Conversation): Usage => ({
  promptTokens,
  completionTokens,
  calls,
});

function formatOf(
  rung: (typeof rungs)[number] | undefined,
  prompt: RenderedPrompt,
  schema: z.ZodType,
): { response_format?: NonNullable<Format> } {
  if (rung === 'json_object') return { response_format: { type: 'json_object' } };
  if (rung !== 'json_schema') return {};
  const { $schema: _, ...shape } = z.toJSONSchema(schema);
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name: prompt.id.replaceAll('-', '_'), strict: true, schema: shape },
    },
  };
}

/** Shows the model its own answer once more. What it wrote may hold made-up numbers, so it is masked like all that leaves. */
const repair = (answer: string, fault: string): Message[] => [
  { role: 'assistant', content: redact(answer).slice(0, 8_000) },
  { role: 'user', content: `上面的回答不能用：${fault}。请只回答一个合乎要求的 JSON 对象，内容不变。` },
];
