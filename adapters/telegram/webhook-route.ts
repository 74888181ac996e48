import type { FastifyInstance } from 'fastify';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { addDirectRoute } from '../shared/direct-routes.ts';
import { createSecretCheck, readWebhook, type WebhookDoor } from './read-webhook.ts';

export interface WebhookDeps {
  door: WebhookDoor;
  /** Commits an update; throws when it could not. */
  takeIn: (update: unknown) => Promise<void>;
  log: Logger;
}

/**
 * POST /telegram/<path>: 200 once the update is committed, 503 when it could not be (Telegram sends it again), 401,
 * 400 or 413 for what is no update of Telegram. The secret is checked before the body is read.
 */
export function registerWebhookRoute(server: FastifyInstance, { door, takeIn, log }: WebhookDeps): void {
  const checkSecret = createSecretCheck(door.secret);
  addDirectRoute(server, door.path, async (request) => {
    try {
      checkSecret(request.headers);
      await takeIn(await readWebhook({ headers: request.headers, body: request }));
    } catch (error) {
      log.warn({ code: errorCode(error) }, 'a webhook call was not taken');
      throw error;
    }
  });
}
