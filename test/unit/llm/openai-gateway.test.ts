import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftProposalPrompt } from '../../../prompts/draft-proposal/prompt.ts';
import type { RenderedPrompt } from '../../../prompts/define-prompt.ts';
import { LlmError, type LlmErrorCode } from '../../../src/llm/llm-error.ts';
import type { CallLedger } from '../../../src/llm/model-port.ts';
import { createOpenAiGateway, type OpenAiGatewayOptions } from '../../../src/llm/openai-gateway.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { startOpenAiStandIn, type OpenAiStandIn, type StandInStep } from '../../support/openai-stand-in.ts';

const prompt = draftProposalPrompt.render(
  { topic: '路灯', sources: [{ id: 'S1', text: '东街路灯不亮，希望尽快修好。' }] },
  'abcd1234',
);
const good = {
  title: '关于东街路灯的建议',
  clauses: [{ section: 'situation', text: '东街路灯不亮。', cites: ['S1'] }],
};

let server: OpenAiStandIn;
let waits: number[];
beforeEach(async () => {
  server = await startOpenAiStandIn();
  waits = [];
});
afterEach(() => server.close());

function gateway(options: Partial<OpenAiGatewayOptions> = {}) {
  return createOpenAiGateway({
    apiKey: 'test-key',
    baseUrl: server.url,
    model: 'some-model',
    clock: systemClock,
    log: silentLogger,
    timeoutMs: 5_000,
    random: () => 0.5,
    wait: async (ms) => void waits.push(ms),
    ...options,
  });
}

const ask = (options: Partial<OpenAiGatewayOptions> = {}, sent: RenderedPrompt = prompt, ledger?: CallLedger) =>
  gateway(options).complete(sent, draftProposalPrompt.answer, {
    signal: new AbortController().signal,
    ...(ledger ? { ledger } : {}),
  });

/** A named error that says whether waiting helps and what to tell people. */
const named = (code: LlmErrorCode, transient: boolean) => ({ name: 'LlmError', code, transient });

const content = (text: string): StandInStep => ({ kind: 'content', text });

describe('answers', () => {
  it('come back as the schema reads them, with tokens and the model that answered', async () => {
    server.script(content(JSON.stringify(good)));
    await expect(ask()).resolves.toEqual({
      value: good,
      usage: { promptTokens: 100, completionTokens: 20, calls: 1 },
      model: 'stand-in-model',
    });
    expect(server.requests[0]?.path).toBe('/v1/chat/completions');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer test-key');
    expect(server.requests[0]?.body.response_format?.type).toBe('json_schema');
  });

  it.each([
    ['a code fence', `好的：\n\`\`\`json\n${JSON.stringify(good)}\n\`\`\`\n以上。`],
    ['thoughts', `<think>{"title": 1}</think>${JSON.stringify(good)}`],
    ['words around it', `结果如下 ${JSON.stringify(good)} 请审阅`],
  ])('are read in spite of %s', async (_, text) => {
    server.script(content(text));
    expect((await ask()).value).toEqual(good);
    expect(server.requests).toHaveLength(1);
  });

  it('without usage leave the tokens unknown', async () => {
    server.script({ kind: 'content', text: JSON.stringify(good), usage: false });
    expect((await ask()).usage).toEqual({ promptTokens: null, completionTokens: null, calls: 1 });
  });

  it.each([
    ['JSON that breaks off', '{"title": "关于', /不是完整的 JSON/],
    [
      'a section that does not exist',
      JSON.stringify({ ...good, clauses: [{ ...good.clauses[0], section: 'x' }] }),
      /clauses\.0\.section/,
    ],
  ])('are asked for once more after %s', async (_, text, fault) => {
    server.script(content(text), content(JSON.stringify(good)));
    const answer = await ask();
    expect(answer.value).toEqual(good);
    expect(answer.usage).toEqual({ promptTokens: 200, completionTokens: 40, calls: 2 });
    expect(server.requests[1]?.body.messages.at(-1)?.content).toMatch(fault);
  });

  it('are asked for once more only once', async () => {
    server.script(content('不行'), content('还是不行'), content(JSON.stringify(good)));
    await expect(ask()).rejects.toMatchObject(named('llm.unreadable', false));
    expect(server.requests).toHaveLength(2);
  });
});

describe('ways to ask for JSON', () => {
  it('go down to what the server knows, and stay there', async () => {
    server.script({ kind: 'status', status: 400 }, { kind: 'status', status: 400 }, content(JSON.stringify(good)));
    const model = gateway();
    const options = { signal: new AbortController().signal };
    await model.complete(prompt, draftProposalPrompt.answer, options);
    server.script(content(JSON.stringify(good)));
    await model.complete(prompt, draftProposalPrompt.answer, options);
    const formats = server.requests.map(({ body }) => body.response_format?.type);
    expect(formats).toEqual(['json_schema', 'json_object', undefined, undefined]);
  });

  it('end when the server refuses all of them', async () => {
    server.script(...Array.from({ length: 3 }, () => ({ kind: 'status', status: 400 }) as const));
    await expect(ask()).rejects.toMatchObject(named('llm.bad_request', false));
  });
});

describe('trouble that passes', () => {
  it('waits as long as the server asks', async () => {
    server.script({ kind: 'status', status: 429, headers: { 'retry-after': '2' } }, content(JSON.stringify(good)));
    expect((await ask()).value).toEqual(good);
    expect(waits).toEqual([2_000]);
  });

  it('waits longer each time when the server says nothing', async () => {
    server.script({ kind: 'status', status: 500 }, { kind: 'cut' }, content(JSON.stringify(good)));
    expect((await ask()).value).toEqual(good);
    expect(waits).toEqual([500, 1_000]);
  });

  it.each<[string, StandInStep, LlmErrorCode]>([
    ['429', { kind: 'status', status: 429 }, 'llm.rate_limited'],
    ['500', { kind: 'status', status: 500 }, 'llm.server_error'],
    ['503', { kind: 'status', status: 503 }, 'llm.server_error'],
    ['408', { kind: 'status', status: 408 }, 'llm.server_error'],
    ['409', { kind: 'status', status: 409 }, 'llm.server_error'],
    ['a cut connection', { kind: 'cut' }, 'llm.unreachable'],
  ])('gives up on %s after three tries', async (_, step, code) => {
    server.script(step, step, step);
    await expect(ask()).rejects.toMatchObject(named(code, true));
    expect(server.requests).toHaveLength(3);
  });

  it('does not wait for hours', async () => {
    server.script({ kind: 'status', status: 429, headers: { 'retry-after': '7200' } });
    await expect(ask()).rejects.toMatchObject(named('llm.rate_limited', true));
    expect(waits).toEqual([]);
  });

  it('ends a request that hangs', async () => {
    server.script({ kind: 'hang' });
    await expect(ask({ timeoutMs: 150 })).rejects.toMatchObject(named('llm.timeout', true));
    expect(server.requests).toHaveLength(1);
  });

  it('ends at once when it is told to stop', async () => {
    server.script({ kind: 'hang' });
    const control = new AbortController();
    const call = gateway().complete(prompt, draftProposalPrompt.answer, { signal: control.signal });
    control.abort();
    await expect(call).rejects.toMatchObject({ code: 'llm.stopped', transient: true });
  });

  it('says when nobody is there', async () => {
    await server.close();
    server = await startOpenAiStandIn();
    await expect(ask({ baseUrl: 'http://127.0.0.1:1/v1' })).rejects.toMatchObject(named('llm.unreachable', true));
  });
});

describe('trouble that stays', () => {
  it.each<[string, StandInStep, LlmErrorCode]>([
    ['a wrong key', { kind: 'status', status: 401 }, 'llm.unauthorized'],
    ['a key without rights', { kind: 'status', status: 403 }, 'llm.unauthorized'],
    ['a wrong address', { kind: 'status', status: 404 }, 'llm.not_found'],
    ['an empty purse', { kind: 'status', status: 402 }, 'llm.quota'],
    ['a used-up quota', { kind: 'status', status: 429, code: 'insufficient_quota' }, 'llm.quota'],
    ['a web page', { kind: 'html' }, 'llm.not_an_answer'],
    ['half a body', { kind: 'body', body: '{"choices": [' }, 'llm.not_an_answer'],
    ['no choices', { kind: 'body', body: '{"choices": []}' }, 'llm.not_an_answer'],
    ['null', { kind: 'body', body: 'null' }, 'llm.not_an_answer'],
    ['a cut answer', { kind: 'content', text: '{"title":', finish: 'length' }, 'llm.truncated'],
    ['a filtered answer', { kind: 'content', text: '', finish: 'content_filter' }, 'llm.refused'],
    ['a refusal', { kind: 'refusal' }, 'llm.refused'],
    ['nothing', { kind: 'content', text: '  ' }, 'llm.empty'],
  ])('is named at once: %s', async (_, step, code) => {
    server.script(step);
    await expect(ask()).rejects.toMatchObject(named(code, false));
    expect(server.requests).toHaveLength(1);
  });
});

describe('what leaves', () => {
  it.each(['13812345678', '１３８ １２３４ ５６７８', '11010519491231002X', '4111 1111 1111 1111', 'a.b@example.com'])(
    'never holds %s',
    async (secret) => {
      const error = await ask({}, { ...prompt, user: `${prompt.user}\n${secret}` }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'llm.personal_data', transient: false });
      expect(String(error)).not.toContain(secret);
      expect(server.requests).toEqual([]);
    },
  );

  it('never holds a number that the model made up and is shown again', async () => {
    server.script(content('电话13812345678'), content(JSON.stringify(good)));
    await ask();
    expect(server.requests[1]?.raw).not.toContain('13812345678');
    expect(server.requests[1]?.raw).toContain('〔手机号〕');
  });

  it('is no longer than the budget', async () => {
    await expect(ask({ budget: { promptCharacters: 100, callsPerDraft: 1 } })).rejects.toMatchObject(
      named('llm.prompt_too_long', false),
    );
    expect(server.requests).toEqual([]);
  });
});

describe('the ledger', () => {
  it('has one row for each request, with its tokens or its fault', async () => {
    const rows: unknown[] = [];
    const ledger: CallLedger = {
      open: async (call) => rows.push(call),
      close: async (id, end) => void rows.push({ id, ...end }),
    };
    server.script({ kind: 'status', status: 500 }, content(JSON.stringify(good)));
    await ask({}, prompt, ledger);
    const call = { promptId: 'draft-proposal', promptVersion: draftProposalPrompt.version, model: 'some-model' };
    expect(rows).toEqual([
      call,
      { id: 1, promptTokens: null, completionTokens: null, error: 'llm.server_error' },
      call,
      { id: 3, promptTokens: 100, completionTokens: 20, error: null },
    ]);
  });

  it('stops the request when the budget is spent', async () => {
    const ledger: CallLedger = {
      open: () => Promise.reject(new LlmError('llm.calls_spent', 'spent')),
      close: async () => {},
    };
    await expect(ask({}, prompt, ledger)).rejects.toMatchObject({ code: 'llm.calls_spent' });
    expect(server.requests).toEqual([]);
  });
});
