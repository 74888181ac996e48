import type { FastifyInstance } from 'fastify';
import { RequestError } from './http-errors.ts';
import type { HttpTexts } from './texts.ts';

/** Milliseconds that requests under way are given when the server closes. */
const graceMs = 4000;

const signals = new WeakMap<FastifyInstance, AbortSignal>();

/** Aborted when the server made by createHttpServer begins to close; open-ended answers have to end themselves then. */
export function closingSignal(server: FastifyInstance): AbortSignal {
  const signal = signals.get(server);
  if (!signal) throw new TypeError('this server was not made by createHttpServer');
  return signal;
}

/**
 * On close: no new requests, those under way may end, then every connection is cut, also those that a browser opened
 * ahead and never used, which Node would wait for. Needs `forceCloseConnections`.
 */
export function closeInOrder(server: FastifyInstance, t: HttpTexts): void {
  const closing = new AbortController();
  signals.set(server, closing.signal);
  let underWay = 0;
  let settle: () => void = () => {};

  server.addHook('onRequest', async (_request, reply) => {
    if (closing.signal.aborted) throw new RequestError(503, 'server.stopping', t('server.stopping'));
    underWay += 1;
    reply.raw.once('close', () => {
      underWay -= 1;
      if (underWay === 0) settle();
    });
  });
  server.addHook('preClose', async () => {
    closing.abort();
    if (underWay === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      settle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  });
}
