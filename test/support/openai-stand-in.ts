import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** How the stand-in answers one request. */
export type StandInStep =
  /** A clause for each source found in the prompt, out of its own words. */
  | { kind: 'faithful' }
  | { kind: 'content'; text: string; finish?: string; usage?: boolean }
  | { kind: 'refusal' }
  | { kind: 'status'; status: number; headers?: Record<string, string>; code?: string }
  /** Status 200 and a page, as a captive proxy does. */
  | { kind: 'html' }
  /** Any body with status 200. */
  | { kind: 'body'; body: string; type?: string }
  /** The connection is cut in the middle of the body. */
  | { kind: 'cut' }
  /** Never answers. */
  | { kind: 'hang' }
  | { kind: 'slow'; ms: number };

const chatRequest = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  response_format: z.object({ type: z.string() }).optional(),
});

export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As it came over the wire. */
  readonly raw: string;
  readonly body: z.output<typeof chatRequest>;
}

export interface OpenAiStandIn {
  /** Base URL for the gateway. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Answers of the next requests, in order; afterwards `faithful` again. */
  script(...steps: StandInStep[]): void;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that speaks as much of chat completions as the gateway needs. */
export async function startOpenAiStandIn(): Promise<OpenAiStandIn> {
  const requests: RecordedRequest[] = [];
  const steps: StandInStep[] = [];
  const server = createServer((request, response) => {
    void take(request).then((recorded) => {
      requests.push(recorded);
      return answer(steps.shift() ?? { kind: 'faithful' }, recorded, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (...more) => void steps.push(...more),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function take(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks).toString('utf8');
  return { path: request.url ?? '', headers: request.headers, raw, body: chatRequest.parse(JSON.parse(raw)) };
}

async function answer(step: StandInStep, request: RecordedRequest, response: ServerResponse): Promise<void> {
  const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
  switch (step.kind) {
    case 'faithful':
      return json(200, completion({ content: JSON.stringify(faithfulAnswer(request)) }));
    case 'slow':
      await pause(step.ms);
      return json(200, completion({ content: JSON.stringify(faithfulAnswer(request)) }));
    case 'content':
      return json(200, completion({ content: step.text }, step.finish, step.usage));
    case 'refusal':
      return json(200, completion({ content: null, refusal: 'I cannot help with that.' }));
    case 'status':
      return json(step.status, { error: { message: 'scripted', code: step.code ?? null } }, step.headers);
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Log in</title>');
      return;
    case 'body':
      response.writeHead(200, { 'content-type': step.type ?? 'application/json' });
      response.end(step.body);
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '10000' });
      response.write('{"choices":[{"mess');
      await pause(20);
      response.destroy();
      return;
    case 'hang':
      return;
    default:
      return step satisfies never;
  }
}

const completion = (message: { content: string | null; refusal?: string }, finish = 'stop', usage = true) => ({
  id: 'stand-in',
  object: 'chat.completion',
  model: 'stand-in-model',
  choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', ...message } }],
  ...(usage ? { usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } } : {}),
});

/** Takes the slots of the prompt and answers with the sources' own sentences, each with its cite. */
export function faithfulAnswer(request: RecordedRequest) {
  const user = request.body.messages.find(({ role }) => role === 'user')?.content ?? '';
  const topic = /<<<题 #\w+>>>\n([\s\S]*?)\n<<<完/.exec(user)?.[1] ?? '';
  const sources = [...user.matchAll(/<<<件 (S\d+) #\w+>>>\n([\s\S]*?)\n<<<完/g)];
  const clauses = sources.flatMap(([, id = '', text = '']) =>
    (text.match(/[^。！？\n]{6,}[。！？]?/g) ?? []).slice(0, 3).map((sentence) => ({
      section: sectionOf(sentence),
      text: sentence.trim(),
      cites: [id],
    })),
  );
  return { title: `关于${topic}问题的建议`.slice(0, 30), clauses };
}

function sectionOf(sentence: string): 'situation' | 'cause' | 'suggestion' {
  if (/建议|希望|恳请/.test(sentence)) return 'suggestion';
  return /由于|因为|原因/.test(sentence) ? 'cause' : 'situation';
}
