import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { WebhookRequest } from '../../src/chat/chat-adapter.ts';
import { RequestError } from '../shared/http-errors.ts';
import { envelopeSchema } from './update-schema.ts';

/** Bytes of a body. Telegram's own updates stay far below. */
const bodyLimit = 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Where one bot's updates are pushed to, and the secret that comes with them. */
export interface WebhookDoor {
  path: string;
  secret: string;
}

/** The path Telegram pushes to. Known only to who knows the secret, so that strangers do not find the door. */
export function webhookPath(secret: string): string {
  const digest = createHash('sha256').update(`webhook path ${secret}`).digest('hex');
  return `/telegram/${digest.slice(0, 32)}`;
}

/**
 * @param furtherBot id of a bot beside the first one. It has a secret of its own, made from the one that was set, so
 * that what is pushed for one bot is never taken for another.
 */
export function webhookDoor(secret: string, furtherBot?: number): WebhookDoor {
  if (furtherBot === undefined) return { path: webhookPath(secret), secret };
  const own = createHmac('sha256', secret).update(`telegram bot ${furtherBot}`).digest('base64url');
  return { path: webhookPath(own), secret: own };
}

/** Compares in constant time; of a wrong secret only its length shows. The check throws RequestError 401. */
export function createSecretCheck(secret: string): (headers: WebhookRequest['headers']) => void {
  const expected = Buffer.from(secret);
  return (headers) => {
    const header = headers['x-telegram-bot-api-secret-token'];
    const given = Buffer.from(typeof header === 'string' ? header : '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) return;
    throw new RequestError(401, 'webhook.wrong_secret', 'the secret header is missing or wrong');
  };
}

/** Reads one update. Chunks are joined as bytes: a Chinese character may be cut between two. @throws RequestError */
export async function readWebhook({ headers, body }: WebhookRequest): Promise<unknown> {
  const type = String(headers['content-type'] ?? '');
  if (!/^application\/json\s*(;|$)/i.test(type) || headers['content-encoding'] !== undefined) {
    throw new RequestError(400, 'body.not_json', 'an update is plain application/json');
  }
  const update = parseJson(await readBody(body, Number(headers['content-length'] ?? 0)));
  if (!envelopeSchema.safeParse(update).success) {
    throw new RequestError(400, 'webhook.not_an_update', 'the body is no update of Telegram');
  }
  return update;
}

function readBody(body: Readable, announced: number): Promise<Buffer> {
  if (announced > bodyLimit) return Promise.reject(tooLarge(body));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
      else reject(tooLarge(body));
    });
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
    body.on('close', () => {
      if (!body.readableEnded) reject(new RequestError(400, 'request.malformed', 'the request broke off'));
    });
  });
}

/** The rest flows into nothing, so that the sender can finish and read the answer. */
function tooLarge(body: Readable): RequestError {
  body.resume();
  return new RequestError(413, 'body.too_large', 'an update is never larger than 1 MiB');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    // SyntaxError: no JSON; TypeError: no UTF-8, which would be kept as replacement characters.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new RequestError(400, 'body.not_json', 'the body is no JSON in UTF-8');
  }
}
