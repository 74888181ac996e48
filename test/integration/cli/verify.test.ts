import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeVerdict } from '../../../src/cli/verify/verify.ts';
import { verifyPromises, type Evidence } from '../../../src/cli/verify/verify-promises.ts';
import { createTestDatabase } from '../../support/database.ts';
import { sha256 } from '../../support/history.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'tongxin-verify-'));
});
afterAll(async () => {
  await database?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function file(name: string, lines: readonly (object | string)[]): Promise<string> {
  const place = path.join(folder, name);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(place, `${text.join('\n')}\n`);
  return place;
}

const found = async (evidence: Evidence = {}) =>
  (await verifyPromises(database.pool, evidence)).findings.map(({ promise }) => promise);

const inbox = `INSERT INTO "InboxMessage" (platform, account, "updateKey", "messageKey", conversation, state, "handledAt", "dueAt")
  VALUES ('telegram', '7', $1, 'telegram:5/' || $1 || '/0', 'telegram:5', $2::"InboxState", now() + $3::interval, now() + $4::interval)`;
const outbox = `INSERT INTO "OutboxMessage" (platform, conversation, body, state, "platformMessageId", "leaseUntil", "sentAt")
  VALUES ('telegram', $1, '{"text":"好"}', $2::"OutboxState", $3, now() + $4::interval, now())`;

describe('verify', () => {
  it('finds nothing where nothing is wrong', async () => {
    const verdict = await verifyPromises(database.pool);
    expect(verdict.findings).toEqual([]);
    expect(describeVerdict(verdict).join('\n')).toMatch(/I2 .*: kept/);
  });

  it('misses an acknowledged update, post and receipt, and knows those that are there', async () => {
    await database.pool.query(inbox, ['1', 'done', '0', '0']);
    const there = { type: 'ok', op: 'update', key: 'telegram/7/1' };
    const gone = [
      { type: 'ok', op: 'update', key: 'telegram/7/2' },
      { type: 'ok', op: 'post', key: 'main/zhang-wei/k1', sha256: sha256('你好') },
      { type: 'ok', op: 'receipt', key: 'demo/9' },
    ];
    const begun = { type: 'invoke', op: 'update', key: 'telegram/7/3' };
    expect(await found({ acks: await file('good.jsonl', [there, begun]) })).toEqual([]);
    expect(await found({ acks: await file('bad.jsonl', [there, ...gone, begun]) })).toEqual(['I1', 'I1', 'I1']);
  });

  it('counts what arrived against what was sent', async () => {
    await database.pool.query(outbox, ['telegram:5', 'sent', '71', '1 minute']);
    const one = { platform: 'telegram', chat: '5', messageId: '71' };
    const again = { ...one, messageId: '72' };
    expect(await found({ deliveries: await file('once.jsonl', [one]) })).toEqual([]);
    expect(await found({ deliveries: await file('twice.jsonl', [one, again]) })).toEqual(['I4']);
    expect(await found({ deliveries: await file('never.jsonl', [again]) })).toEqual(['I4', 'I4']);
    await database.pool.query(outbox, ['telegram:5', 'unknown', null, '1 minute']);
    expect(await found({ deliveries: await file('twice.jsonl', [one, again]) })).toEqual([]);
  });

  it('finds what is stuck and what overtook', async () => {
    await database.pool.query(outbox, ['telegram:6', 'sending', null, '-1 hour']);
    expect(await found()).toEqual(['I6']);
    await database.pool.query(
      `UPDATE "OutboxMessage" SET state = 'unknown', "leaseUntil" = NULL WHERE state = 'sending'`,
    );
    await database.pool.query(inbox, ['11', 'done', '10 seconds', '0']);
    await database.pool.query(inbox, ['12', 'done', '5 seconds', '0']);
    expect(await found()).toEqual(['I7']);
    await database.pool.query(`DELETE FROM "InboxMessage" WHERE "updateKey" = '12'`);
    await database.pool.query(inbox, ['13', 'pending', '0', '-1 hour']);
    expect(await found()).toEqual(['I6']);
    await database.pool.query(`DELETE FROM "InboxMessage" WHERE "updateKey" = '13'`);
  });

  it('finds secrets, identity numbers and members’ words in logs, and not what only the bot says', async () => {
    const payload = { text: '小区东门的路灯坏了三天' };
    await database.pool.query(
      `INSERT INTO "InboxMessage" (platform, account, "updateKey", conversation, state, payload, "handledAt")
       VALUES ('telegram', '7', '21', 'telegram:9', 'done', $1, now())`,
      [JSON.stringify(payload)],
    );
    const logs = [
      await file('bot.log', [
        '{"msg":"ready"}',
        '内置数据库已经准备好',
        'token canary-secret-1',
        'id 11010519491231002X',
        payload.text,
      ]),
    ];
    expect(await found({ logs, secrets: ['canary-secret-1'] })).toEqual(['I8', 'I8', 'I8']);
  });
});
