import { gzipSync } from 'node:zlib';
import type { BadInput } from '../catalogue.ts';

/** What is sent to the webhook, and what of it stands in the inbox afterwards: how many rows, and of which number. */
export interface WebhookInput {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Sent so many times at once. */
  times?: number;
  /** To the path of another bot. */
  elsewhere?: true;
}

export type WebhookCase = BadInput<WebhookInput, { rows: number; key?: string }>;

const nothing = { rows: 0 };
const refused = (status: number, code: RegExp) => ({ status, stored: nothing, reply: code }) as const;
const kept = (key: string) => ({ status: 200, stored: { rows: 1, key }, reply: null }) as const;
const chat = { id: -1, type: 'group', title: '别处' };
const message = (id: number, more: object = {}) =>
  JSON.stringify({ update_id: id, message: { message_id: id, date: 1_795_000_000, chat, text: '你好', ...more } });
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** Requests to the webhook. What is answered with 200 is in the inbox; nothing else is. */
export const webhookCases: readonly WebhookCase[] = [
  {
    id: '11 half a character',
    input: { body: Buffer.concat([Buffer.from('{"update_id":1,"x":"'), Buffer.of(0xe5), Buffer.from('"}')]) },
    expect: refused(400, /^body\.not_json$/),
  },
  { id: '81 GET', input: { method: 'GET' }, expect: refused(404, /^route\.not_found$/) },
  { id: '81 PUT', input: { method: 'PUT', body: message(8100) }, expect: refused(404, /^route\.not_found$/) },
  { id: '81 HEAD', input: { method: 'HEAD' }, expect: { status: 404, stored: nothing, reply: null } },
  { id: '82 no body', input: { body: '' }, expect: refused(400, /^body\.not_json$/) },
  ...['null', '[]', '""', '{}', '7', 'true'].map((body): WebhookCase => ({
    id: `82 ${body}`,
    input: { body },
    expect: refused(400, /^webhook\.not_an_update$/),
  })),
  { id: '82 nested 10 000 times', input: { body: nested(10_000) }, expect: refused(400, /^webhook\.not_an_update$/) },
  { id: '82 nested within', input: { body: `{"update_id":8201,"message":${nested(9000)}}` }, expect: kept('8201') },
  { id: '82 a doubled key', input: { body: '{"update_id":1,"update_id":8202}' }, expect: kept('8202') },
  ...['"8"', '8.5', '1e400', '-1', '9007199254740993', 'null', '{}'].map((id): WebhookCase => ({
    id: `82 number ${id}`,
    input: { body: `{"update_id":${id}}` },
    expect: refused(400, /^webhook\.not_an_update$/),
  })),
  {
    id: '83 packed',
    input: { body: gzipSync(message(8300)), headers: { 'content-encoding': 'gzip' } },
    expect: refused(400, /^body\.not_json$/),
  },
  {
    id: '83 plain text',
    input: { body: message(8301), headers: { 'content-type': 'text/plain' } },
    expect: refused(400, /^body\.not_json$/),
  },
  {
    id: '83 two MiB',
    input: { body: message(8302, { text: 'x'.repeat(2 ** 21) }) },
    expect: refused(413, /^body\.too_large$/),
  },
  {
    id: '84 a kind that does not exist yet',
    input: { body: '{"update_id":8400,"hologram":{"id":1}}' },
    expect: kept('8400'),
  },
  { id: '84 a message of another shape', input: { body: '{"update_id":8401,"message":"你好"}' }, expect: kept('8401') },
  { id: '84 keys of objects', input: { body: '{"update_id":8402,"__proto__":{"message":{}}}' }, expect: kept('8402') },
  { id: '85 from the year 9000', input: { body: message(8500, { date: 221_845_392_000 }) }, expect: kept('8500') },
  { id: '85 from 1970', input: { body: message(8501, { date: 0 }) }, expect: kept('8501') },
  { id: '85 from before 1970', input: { body: message(8502, { date: -1 }) }, expect: kept('8502') },
  {
    id: '85 a chat beyond exact numbers',
    input: {
      body: `{"update_id":8503,"message":{"message_id":1,"date":1,"chat":{"id":9223372036854775807,"type":"group"},"text":"你好"}}`,
    },
    expect: kept('8503'),
  },
  {
    id: '85 a chat that is a word',
    input: { body: message(8504, { chat: { id: 'wxid_abc@chatroom', type: 'group' } }) },
    expect: kept('8504'),
  },
  { id: '86 two hundred at once', input: { body: message(8600), times: 200 }, expect: kept('8600') },
  {
    id: '87 the right secret on the path of another bot',
    input: { body: message(8700), elsewhere: true },
    expect: refused(404, /^route\.not_found$/),
  },
  {
    id: '87 the secret of another bot',
    input: { body: message(8701), headers: { 'x-telegram-bot-api-secret-token': 'another-secret-of-another-bot' } },
    expect: refused(401, /^webhook\.wrong_secret$/),
  },
];
