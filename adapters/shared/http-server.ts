import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Locale } from '../../src/chat/locale.ts';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { createDirectServer } from './direct-routes.ts';
import { RequestError, refusalOf, retryAfterSeconds, type Refusal } from './http-errors.ts';
import { closeInOrder } from './orderly-close.ts';
import { securityHeaders } from './security-headers.ts';
import { httpTexts, type HttpTexts } from './texts.ts';

export interface HttpServerOptions {
  log: Logger;
  locale: Locale;
  /** Most milliseconds in which a whole request must have arrived. Default 30 s; a large upload on this machine takes one. */
  requestTimeoutMs?: number;
}

/** Bytes of a request without files. Routes that take files set their own. */
const bodyLimit = 1024 * 1024;
/** Bytes of UTF-8 in a path part: a file name of 200 bytes, each written as %XX. */
const maxParamLength = 640;

/**
 * One HTTP server for all doors: page, JSON, health and webhooks. Every refusal is
 * `{ "error": { "code", "message" } }` with one of the documented codes. Requests are not logged; failures are, by
 * code and route pattern only. JSON is read as strict UTF-8; other content types are refused unless a route takes them.
 */
export function createHttpServer({ log, locale, requestTimeoutMs = 30_000 }: HttpServerOptions): FastifyInstance {
  const t = httpTexts(locale);
  let direct: ReturnType<typeof createDirectServer> | undefined;
  const server = Fastify({
    logger: false,
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    serverFactory(handler) {
      direct = createDirectServer(
        {
          requestTimeout: requestTimeoutMs,
          headersTimeout: Math.min(10_000, requestTimeoutMs),
          connectionsCheckingInterval: Math.min(2_000, requestTimeoutMs),
        },
        handler,
      );
      return direct.server;
    },
    return503OnClosing: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength },
    frameworkErrors: (error, _request, reply) => {
      void sendRefusal(reply, refusalOf(error, t));
    },
    clientErrorHandler: (error, socket) => refuseRaw(socket, refusalOf(withStatus(error), t)),
  });
  direct?.attach(server, locale);
  readStrictJson(server, t);
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders);
  });
  closeInOrder(server, t);
  server.setNotFoundHandler(() => {
    throw new RequestError(404, 'route.not_found', t('route.not_found'));
  });
  server.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error, t);
    if (refusal.status === 503) {
      log.warn({ code: errorCode(error), route: request.routeOptions.url ?? null }, 'a request failed');
    }
    return sendRefusal(reply, refusal);
  });
  return server;
}

const bodyOf = ({ code, message }: Refusal) => ({ error: { code, message } });

function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.status === 429 || refusal.status === 503) reply.header('retry-after', retryAfterSeconds);
  return reply
    .code(refusal.status)
    .headers({ ...securityHeaders, 'cache-control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send(bodyOf(refusal));
}

/** Bytes that are no HTTP at all, headers beyond 16 KiB, and requests that came too slowly never reach a route. */
function refuseRaw(socket: Socket, refusal: Refusal): void {
  if (socket.destroyed || !socket.writable) return;
  const body = JSON.stringify(bodyOf(refusal));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Whatever breaks off before a route is a fault of the request. */
const withStatus = (error: Error & { code?: string }) => ({ code: error.code, statusCode: 400 });

/** Text in another encoding would be kept as replacement characters, so it is refused instead. */
function readStrictJson(server: FastifyInstance, t: HttpTexts): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      done(new RequestError(400, 'body.not_utf8', t('body.not_utf8')));
      return;
    }
    void parse(request, text, done);
  });
}
