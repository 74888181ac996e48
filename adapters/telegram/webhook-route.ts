import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { checkSecret, readWebhook, webhookPath, WebhookRefusal } from './read-webhook.ts';

export interface WebhookDeps {
  secret: string;
  /** Commits an update; throws when it could not. */
  takeIn: (update: unknown) => Promise<void>;
  log: Logger;
}

/**
 * POST /telegram/<path>: 200 once the update is committed, 503 when it could not be (Telegram sends it again), 401,
 * 400, 413 or 415 for what is no update of Telegram.
 */
export function registerWebhookRoute(server: FastifyInstance, { secret, takeIn, log }: WebhookDeps): void {
  const answer = async (request: FastifyRequest): Promise<number> => {
    try {
      const body = request.body;
      if (!(body instanceof Readable)) throw new WebhookRefusal(400, 'webhook.empty', 'the body is empty');
      const update = await readWebhook({ headers: request.headers, body });
      await takeIn(update);
      return 200;
    } catch (error) {
      const status = error instanceof WebhookRefusal ? error.status : 503;
      log.warn({ status, code: errorCode(error) }, 'a webhook call was not taken');
      return status;
    }
  };
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream until the secret has been checked and the size is watched.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post(webhookPath(secret), {
      onRequest: async (request, reply) => {
        if (hasSecret(request, secret)) return;
        log.warn({ status: 401 }, 'a webhook call came without the right secret');
        await reply.code(401).send();
      },
      handler: async (request, reply) => reply.code(await answer(request)).send(),
    });
  });
}

function hasSecret(request: FastifyRequest, secret: string): boolean {
  try {
    checkSecret(request.headers, secret);
    return true;
  } catch (error) {
    if (error instanceof WebhookRefusal) return false;
    throw error;
  }
}
