import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { RequestError } from '../shared/http-errors.ts';
import { checkSecret, readWebhook, webhookPath } from './read-webhook.ts';

export interface WebhookDeps {
  secret: string;
  /** Commits an update; throws when it could not. */
  takeIn: (update: unknown) => Promise<void>;
  log: Logger;
}

/**
 * POST /telegram/<path>: 200 once the update is committed, 503 when it could not be (Telegram sends it again), 401,
 * 400 or 413 for what is no update of Telegram. `server` turns errors into answers, see adapters/shared/http-server.ts.
 */
export function registerWebhookRoute(server: FastifyInstance, { secret, takeIn, log }: WebhookDeps): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream until the secret has been checked and its size is watched.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.addHook('onError', async (_request, _reply, error) => {
      log.warn({ code: errorCode(error) }, 'a webhook call was not taken');
    });
    scope.post(webhookPath(secret), {
      onRequest: async (request) => checkSecret(request.headers, secret),
      handler: async (request, reply) => {
        const { headers, body } = request;
        if (!(body instanceof Readable)) throw new RequestError(400, 'body.not_json', 'the body is empty');
        await takeIn(await readWebhook({ headers, body }));
        return reply.code(200).send();
      },
    });
  });
}
