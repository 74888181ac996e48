import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import { RequestError } from './http-errors.ts';
import type { HttpTexts } from './texts.ts';

/** Milliseconds that requests under way are given when the server closes. */
const graceMs = 4000;

interface Closing {
  readonly signal: AbortSignal;
  count(response: ServerResponse): void;
}

const closings = new WeakMap<FastifyInstance, Closing>();

function closingOf(server: FastifyInstance): Closing {
  const closing = closings.get(server);
  if (!closing) throw new TypeError('this server was not made by createHttpServer');
  return closing;
}

/** Aborted when the server made by createHttpServer begins to close; open-ended answers have to end themselves then. */
export function closingSignal(server: FastifyInstance): AbortSignal {
  return closingOf(server).signal;
}

/** Counts a request that the framework does not see among those that may end. */
export function countRequest(server: FastifyInstance, response: ServerResponse): void {
  closingOf(server).count(response);
}

/**
 * On close: no new requests, those under way may end, then every connection is cut, also those that a browser opened
 * ahead and never used, which Node would wait for. Needs `forceCloseConnections`.
 */
export function closeInOrder(server: FastifyInstance, t: HttpTexts): void {
  const closing = new AbortController();
  let underWay = 0;
  let settle: () => void = () => {};
  const count = (response: ServerResponse) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      if (underWay === 0) settle();
    });
  };
  closings.set(server, { signal: closing.signal, count });

  server.addHook('onRequest', async (_request, reply) => {
    if (closing.signal.aborted) throw new RequestError(503, 'server.stopping', t('server.stopping'));
    count(reply.raw);
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
