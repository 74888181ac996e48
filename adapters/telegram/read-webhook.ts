import { createHash, timingSafeEqual } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { WebhookRequest } from '../../src/chat/chat-adapter.ts';
import { AppError } from '../../src/lib/errors.ts';
import { envelopeSchema } from './update-schema.ts';

/** Telegram's own updates stay far below. */
const bodyLimit = 1024 * 1024;
/** Milliseconds a body may take to arrive. */
const bodyLimitMs = 10_000;

/** A request that is not taken, with the status that says so. */
export class WebhookRefusal extends AppError {
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(code, message);
    this.status = status;
  }
}

/** The path Telegram pushes to. Known only to who knows the secret, so that strangers do not find the door. */
export function webhookPath(secret: string): string {
  return `/telegram/${createHash('sha256').update(`webhook path ${secret}`).digest('hex').slice(0, 32)}`;
}

/** Compares by hash in constant time: neither the time nor the length tells anything. @throws WebhookRefusal 401 */
export function checkSecret(headers: WebhookRequest['headers'], secret: string): void {
  const given = headers['x-telegram-bot-api-secret-token'];
  const hash = (value: string) => createHash('sha256').update(value).digest();
  const same = timingSafeEqual(hash(typeof given === 'string' ? given : ''), hash(secret));
  if (!same) throw new WebhookRefusal(401, 'webhook.wrong_secret', 'the secret header is missing or wrong');
}

/** Reads one update. Chunks are joined as bytes: a Chinese character may be cut between two. @throws WebhookRefusal */
export async function readWebhook({ headers, body }: WebhookRequest): Promise<unknown> {
  const type = String(headers['content-type'] ?? '');
  if (!/^application\/json\s*(;|$)/i.test(type) || headers['content-encoding'] !== undefined) {
    throw new WebhookRefusal(415, 'webhook.not_json', 'an update is plain application/json');
  }
  const bytes = await readBody(body, Number(headers['content-length'] ?? 0));
  const update = parseJson(bytes);
  if (!envelopeSchema.safeParse(update).success) {
    throw new WebhookRefusal(400, 'webhook.not_an_update', 'the body is no update of Telegram');
  }
  return update;
}

async function readBody(body: Readable, announced: number): Promise<Buffer> {
  if (announced > bodyLimit) throw discard(body);
  const chunks: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => body.destroy(new Error('the body came too slowly')), bodyLimitMs);
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > bodyLimit) throw discard(body);
      chunks.push(bytes);
    }
  } finally {
    clearTimeout(late);
  }
  return Buffer.concat(chunks);
}

/** The rest flows into nothing, so that the sender can finish and read the answer. */
function discard(body: Readable): WebhookRefusal {
  body.resume();
  return new WebhookRefusal(413, 'webhook.too_large', 'an update is never larger than 1 MiB');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new WebhookRefusal(400, 'webhook.bad_json', 'the body is no JSON');
    throw error;
  }
}
