import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { pace as telegramPace } from '../../adapters/telegram/pace.ts';
import { SendError, type ChatAdapter, type OutboundMessage } from '../../src/chat/chat-adapter.ts';
import { readConversationId } from '../../src/chat/conversation-id.ts';
import type { Pace, Rate } from '../../src/chat/outbox/pacing.ts';
import { createSender } from '../../src/chat/outbox/sender.ts';
import { directory } from '../../src/features/members/index.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { inTransaction, openDatabase } from '../../src/storage/index.ts';

/**
 * Our contender as a process of its own: for each line, a number, it sends as many messages as are in the outbox and
 * prints the milliseconds until the last of them is marked sent. SPEED, when set, paces it as Telegram, so many times
 * faster.
 */
const { DATABASE_URL, PLATFORM_PORT, AT_ONCE, SPEED } = process.env;
const atOnce = Number(AT_ONCE);
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

function post(message: object): Promise<{ status: number; text: string }> {
  const body = JSON.stringify(message);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const call = request({ port: PLATFORM_PORT, host: '127.0.0.1', path: '/send', method: 'POST', agent, headers });
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.end(body);
  });
}

/** The account's limit by its count, the chats' by their time: as at so many times the speed. */
function faster({ account, all, chat }: Pace, speed: number): Pace {
  const shorter = ({ messages, perMs }: Rate) => ({ messages, perMs: perMs / speed });
  return { account, all: { ...all, messages: all.messages * speed }, chat: (id) => chat(id).map(shorter) };
}

let arrived = 0;
let told = () => {};

async function send({ key, conversation, body }: OutboundMessage): Promise<{ messageId: string }> {
  const { status } = await post({ chat: Number(readConversationId(conversation).chat), key, text: body.text });
  if (status === 429) throw new SendError('too_fast', 'asked to wait', { outcome: 'refused', retryAfterMs: 20 });
  arrived += 1;
  told();
  return { messageId: String(arrived) };
}

const adapter: ChatAdapter = {
  platform: 'telegram',
  capabilities: {
    edit: false,
    buttons: true,
    files: true,
    idempotentSend: false,
    atOnce,
    ...(SPEED === undefined ? {} : { pace: faster(telegramPace, Number(SPEED)) }),
  },
  parse: () => null,
  send,
  edit: () => Promise.reject(new Error('nothing is edited here')),
  async start() {},
  async stop() {},
  health: () => ({ ok: true, detail: 'bench' }),
};

const database = await openDatabase({ databaseUrl: DATABASE_URL, dataDir: '', log: silentLogger });
for await (const line of createInterface({ input: process.stdin })) {
  const messages = Number(line);
  arrived = 0;
  const sender = createSender({
    pool: database.pool,
    adapter,
    transact: (work) => inTransaction(database, work),
    directory,
    locale: 'zh-CN',
    log: { ...silentLogger, error: console.error },
  });
  const begun = performance.now();
  await new Promise<void>((resolve) => {
    told = () => (arrived === messages ? resolve() : undefined);
    sender.start();
  });
  // Resolves when all that was under way is marked.
  await sender.stop();
  process.stdout.write(`${performance.now() - begun}\n`);
}
await database.close();
