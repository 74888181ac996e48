import { setTimeout as pause } from 'node:timers/promises';
import OpenAI from 'openai';
import type { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { withLimit } from '../lib/with-limit.ts';
import { readAnswer } from './answer-text.ts';
import { defaultBudget, type LlmBudget } from './budget.ts';
import { ask, type Conversation, type Line, type Message } from './conversation.ts';
import { LlmError } from './llm-error.ts';
import type { ModelPort } from './model-port.ts';
import { redact } from './redact.ts';

export interface OpenAiGatewayOptions {
  apiKey: string;
  /** Of any server that speaks chat completions. undefined = OpenAI's own. */
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

const defaultTimeoutMs = 60_000;

/**
 * A model behind an OpenAI-compatible server. The SDK's own retries are off, so that attempts are counted once and the
 * ledger is exact. Of the answer only text is used; parsing and checking are ours.
 */
export function createOpenAiGateway(options: OpenAiGatewayOptions): ModelPort {
  const { model, budget = defaultBudget, timeoutMs = defaultTimeoutMs } = options;
  const line = openLine(options);
  return {
    model,
    async complete(prompt, schema, { signal, ledger }) {
      if (prompt.system.length + prompt.user.length > budget.promptCharacters) {
        throw new LlmError('llm.prompt_too_long', `the prompt is longer than ${budget.promptCharacters} characters`);
      }
      return withLimit(signal, timeoutMs, (bounded) => {
        const usage = { promptTokens: null, completionTokens: null, calls: 0 };
        return converse(line, { prompt, schema, signal: bounded, ledger, usage, model }, schema);
      });
    },
  };
}

/** One question, and one repair when the answer does not fit. */
async function converse<T>(line: Line, talk: Conversation, schema: z.ZodType<T>) {
  const messages: Message[] = [
    { role: 'system', content: talk.prompt.system },
    { role: 'user', content: talk.prompt.user },
  ];
  const first = await ask(line, talk, messages);
  let read = readAnswer(first, schema);
  if ('fault' in read) read = readAnswer(await ask(line, talk, [...messages, ...repair(first, read.fault)]), schema);
  if ('value' in read) return { value: read.value, usage: talk.usage, model: talk.model };
  throw new LlmError('llm.unreadable', 'the answer does not fit the schema, also after one repair');
}

function openLine(options: OpenAiGatewayOptions): Line {
  const { apiKey, baseUrl, model, clock, log, attempts = 3, timeoutMs = defaultTimeoutMs } = options;
  // Every setting that the SDK would otherwise take from the environment is given here.
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    // Only a backstop: the limit above ends a call first, so that a late answer has one name.
    timeout: timeoutMs + 5_000,
  });
  const wait = (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal });
  return {
    client,
    model,
    clock,
    log,
    attempts,
    wait: options.wait ?? wait,
    random: options.random ?? Math.random,
    rung: 0,
  };
}

/** Shows the model its own answer once more. What it wrote may hold made-up numbers, so it is masked like all that leaves. */
const repair = (answer: string, fault: string): Message[] => [
  { role: 'assistant', content: redact(answer.slice(0, 8_000)) },
  { role: 'user', content: `上面的回答不能用：${fault}。请只回答一个合乎要求的 JSON 对象，内容不变。` },
];
