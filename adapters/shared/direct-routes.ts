import type { FastifyInstance } from 'fastify';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Locale } from '../../src/chat/locale.ts';
import { closingSignal, countRequest } from './orderly-close.ts';
import { RequestError, refusalOf, retryAfterSeconds } from './http-errors.ts';
import { httpTexts } from './texts.ts';

/** Answers one POST; resolves when 200 may be said. Throwing refuses it, see http-errors.ts. */
export type DirectRoute = (request: IncomingMessage) => Promise<void>;

const routesOf = new WeakMap<FastifyInstance, Map<string, DirectRoute>>();

/**
 * Adds a path that programs post to and that is answered with an empty 200, before the framework sees the request: a
 * platform pushes thousands of messages a second in bad moments, and the framework costs more than storing them does.
 */
export function addDirectRoute(server: FastifyInstance, path: string, route: DirectRoute): void {
  const routes = routesOf.get(server);
  if (!routes) throw new TypeError('this server was not made by createHttpServer');
  routes.set(path, route);
}

/** The server below the framework: direct routes first, all else to the framework. */
export function createDirectServer(options: object, handler: RequestListener) {
  const routes = new Map<string, DirectRoute>();
  const answer: { refuse: (response: ServerResponse, error: unknown) => void; framework?: FastifyInstance } = {
    refuse: (response) => response.destroy(),
  };
  const server: Server = createServer(options, (request, response) => {
    const route = request.method === 'POST' ? routes.get(request.url ?? '') : undefined;
    if (!route || !answer.framework) {
      handler(request, response);
      return;
    }
    const { framework } = answer;
    countRequest(framework, response);
    const run = closingSignal(framework).aborted ? Promise.reject(stopping()) : route(request);
    run.then(
      () => response.writeHead(200, { 'content-length': '0' }).end(),
      (error: unknown) => answer.refuse(response, error),
    );
  });
  return {
    server,
    /** To be called once the framework's server is made; until then there are no direct routes. */
    attach(framework: FastifyInstance, locale: Locale) {
      answer.framework = framework;
      answer.refuse = (response, error) => refuse(response, error, locale);
      routesOf.set(framework, routes);
    },
  };
}

const stopping = () => new RequestError(503, 'server.stopping', '');

function refuse(response: ServerResponse, error: unknown, locale: Locale): void {
  const t = httpTexts(locale);
  const { status, code, message } = refusalOf(error, t);
  const body = Buffer.from(
    JSON.stringify({ error: { code, message: message === '' ? t('server.stopping') : message } }),
  );
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': String(retryAfterSeconds) } : {}),
  });
  response.end(body);
}
