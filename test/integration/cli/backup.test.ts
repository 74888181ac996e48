import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { backupTool } from '../../../src/cli/backup/backup.ts';
import { restoreTool } from '../../../src/cli/backup/restore.ts';
import { readArchive, verifyArchive } from '../../../src/lib/archive/read-archive.ts';
import { createFileStore } from '../../../src/lib/file-store.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import {
  applyMigrations,
  checkMigrations,
  dumpDatabase,
  openDatabase,
  restoreDatabase,
} from '../../../src/storage/index.ts';
import { packageRoot } from '../../../src/storage/package-root.ts';
import { createEmptyDatabase, createTestDatabase, urlOf } from '../../support/database.ts';
import { runTool } from '../../support/run-tool.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;

/** A unit with something of everything that is awkward to carry over. */
beforeAll(async () => {
  database = await createTestDatabase();
  const owner = new Client(database.connection);
  await owner.connect();
  await owner.query(
    `
    INSERT INTO "Unit" (id, key, name, "parentId") VALUES (2, 'branch', '支部', NULL), (1, 'root', '总支', NULL);
    UPDATE "Unit" SET "parentId" = 1 WHERE id = 2;
    INSERT INTO "Member" (id, key, "unitId", name, role) VALUES (1, 'chen-min', 2, '陈敏', 'secretary'), (2, 'li-fang', 2, '李芳𠮷', 'member');
    SELECT setval('"Member_id_seq"', 41);
    INSERT INTO "Activity" (id, "unitId", number, kind, title, "startsAt", "endsAt", state, "createdById", "inboxId", "createdAt")
    VALUES (1, 2, 1, 'meeting', '例会', now() + interval '1 day', now() + interval '26 hours', 'open', 1, 9007199254740993, '2026-01-01 00:00:00.123456+00');
    INSERT INTO "ReminderStep" ("activityId", kind, conversation, "dueAt") VALUES
      (1, 'day_before', 'telegram:1', now() - interval '1 hour'), (1, 'two_hours', 'telegram:1', now() + interval '22 hours');
    INSERT INTO "OutboxMessage" (platform, conversation, body, state, "leaseUntil") VALUES
      ('telegram', 'telegram:1', '{"text":"一"}', 'due', NULL), ('telegram', 'telegram:1', '{"text":"二"}', 'sending', now()),
      ('telegram', 'telegram:1', '{"text":"三\\n\\"行\\""}', 'sent', NULL), ('web', 'web:main', '{"text":"四"}', 'claimed', now());
    INSERT INTO "InboxMessage" (platform, account, "updateKey", conversation, payload)
      SELECT 'web', 'web', n::text, 'web:main', '{"big": 12345678901234567890, "text": "话\\nü"}' FROM generate_series(1, 2500) n;
    INSERT INTO "Draft" (id, "unitId", number, query, "requestedById", conversation, "inboxId") VALUES (1, 2, 1, '水', 1, 'web:main', 7);
    INSERT INTO "Clause" ("draftId", position, section, text, cites) VALUES (1, 1, 'matter', '句', ARRAY['社-1', 'a"b,{}']);`,
  );
  await owner.query(
    `SELECT book_points(jsonb_build_array(jsonb_build_object('unitId', 2, 'memberId', 2, 'item', 'x', 'schemeVersion', 1,
       'raw', 5, 'counted', 5, 'year', 2026, 'eventAt', now(), 'naturalKey', 'k:' || n, 'reason', '来件')))
     FROM generate_series(1, 50) n`,
  );
  await owner.end();
});
afterAll(async () => {
  await database.close();
});

async function place() {
  const folder = await scratchFolder();
  return { folder, file: path.join(folder, 'b.tar.gz'), env: { DATABASE_URL: database.url, DATA_DIR: folder } };
}

const plain = { replace: false, alsoDrop: [], embedded: false, settle: () => Promise.resolve() };

/** A dump held in memory. */
async function dumped() {
  const kept: { table: string; lines: Buffer }[] = [];
  const dump = await dumpDatabase(database.connection, async (table, _portion, lines) => {
    kept.push({ table, lines });
  });
  return {
    dump,
    async *portions() {
      yield* kept;
    },
  };
}

async function emptyTarget() {
  const target = await createEmptyDatabase();
  onTestFinished(async () => {
    await target.drop();
  });
  const folder = await scratchFolder();
  return { ...target, env: { DATABASE_URL: urlOf(target.connection), DATA_DIR: folder }, folder };
}

async function ask<R extends object>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<R>(sql);
  await client.end();
  return rows;
}

/** Every row of every table that a restore leaves alone, as text. */
async function digest(url: string): Promise<Record<string, string>> {
  const [tables] = await ask<{ names: string[] }>(
    url,
    `SELECT array_agg(relname::text ORDER BY relname) AS names FROM pg_class WHERE relkind = 'r'
     AND relnamespace = 'public'::regnamespace
     AND relname NOT IN ('_prisma_migrations', 'AuditEvent', 'Notice', 'OutboxMessage', 'ReminderStep')`,
  );
  const digests: Record<string, string> = {};
  for (const name of tables?.names ?? []) {
    const [row] = await ask<{ is: string }>(
      url,
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS is FROM "${name}" t`,
    );
    digests[name] = row?.is ?? '';
  }
  return digests;
}

describe('a backup', { timeout: 60_000 }, () => {
  it('brings everything back, to the last digit, into an empty database', async () => {
    const { file, folder, env } = await place();
    const { sha256 } = await createFileStore(path.join(folder, 'files')).put(Buffer.from('一张照片'));
    const made = await runTool(backupTool, [file], env);
    expect(made).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/rows of \d+ tables and 1 files/) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).toSorted()).toEqual(['b.tar.gz', 'files']);

    const target = await emptyTarget();
    const done = await runTool(restoreTool, [file], target.env);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(await digest(target.env.DATABASE_URL)).toEqual(await digest(database.url));
    expect(await createFileStore(path.join(target.folder, 'files')).read(sha256)).toEqual(Buffer.from('一张照片'));
    const report = await checkMigrations(target.connection);
    expect(report).toEqual({
      history: { pending: [], unknown: [], unfinished: [], edited: [] },
      drift: null,
      missing: null,
    });

    const opened = await openDatabase({
      databaseUrl: target.env.DATABASE_URL,
      dataDir: target.folder,
      log: silentLogger,
    });
    onTestFinished(() => opened.close());
    const next = await opened.pool.query(
      `INSERT INTO "Member" (key, "unitId", name) VALUES ('x', 2, 'x') RETURNING id`,
    );
    expect(next.rows).toEqual([{ id: 42 }]);
    await expect(opened.pool.query(`UPDATE "PointEntry" SET counted = 9`)).rejects.toThrow(/permission|never changed/);
    await expect(opened.pool.query(`DELETE FROM "AuditEvent"`)).rejects.toThrow(/permission|never changed/);
    await expect(opened.pool.query(`INSERT INTO "Member" (key, "unitId", name) VALUES ('y', 99, 'y')`)).rejects.toThrow(
      /foreign key/,
    );
  });

  it('does not send again what may have left since: messages, reminders; what the room lost is said again', async () => {
    const { file, env } = await place();
    await runTool(backupTool, [file], env);
    const target = await emptyTarget();
    const { out } = await runTool(restoreTool, [file], target.env);
    expect(out).toMatch(/2 messages that were about to leave.*1 reminders that have fallen due/);
    const url = target.env.DATABASE_URL;
    expect(await ask(url, `SELECT platform || ' ' || state AS is FROM "OutboxMessage" ORDER BY id`)).toEqual(
      ['telegram unknown', 'telegram unknown', 'telegram sent', 'web due'].map((is) => ({ is })),
    );
    expect(await ask(url, `SELECT kind, state, untold FROM "ReminderStep" ORDER BY id`)).toEqual([
      { kind: 'day_before', state: 'missed', untold: true },
      { kind: 'two_hours', state: 'due', untold: false },
    ]);
    expect(await ask(url, `SELECT "memberId", body->>'text' AS text FROM "Notice" WHERE "unitId" = 2`)).toEqual([
      { memberId: 1, text: expect.stringMatching(/^数据恢复到了\d{4}-\d\d-\d\d \d\d:\d\d的备份/) },
    ]);
    expect(await ask(url, `SELECT action FROM "AuditEvent"`)).toEqual([{ action: 'database.restored' }]);
  });

  it('made while others write is one moment: every row’s partner is there', async () => {
    const { file, env } = await place();
    const writing = new AbortController();
    const writers = [1, 2, 3].map(async (writer) => {
      for (let n = 0; !writing.signal.aborted; n += 1) {
        await database.pool.query(
          `SELECT book_points(jsonb_build_array(jsonb_build_object('unitId', 2, 'memberId', 1, 'item', 'x', 'schemeVersion', 1,
             'raw', 1, 'counted', 1, 'year', 2026, 'eventAt', now(), 'naturalKey', 'load:${writer}:${n}', 'reason', '来件')))`,
        );
      }
    });
    const made = await runTool(backupTool, [file], env);
    writing.abort();
    await Promise.all(writers);
    expect(made.code).toBe(0);
    const target = await emptyTarget();
    expect(await runTool(restoreTool, [file], target.env)).toMatchObject({ code: 0, err: '' });
    const [sums] = await ask<Record<string, string>>(
      target.env.DATABASE_URL,
      `SELECT (SELECT count(*) FROM "PointEntry") AS entries, (SELECT sum(entries) FROM "PointLedger") AS noted,
         (SELECT sum(counted) FROM "PointEntry") AS points, (SELECT sum(points) FROM "PointBalance") AS balances,
         (SELECT max(id) FROM "PointEntry") <= (SELECT last_value FROM "PointEntry_id_seq") AS ahead`,
    );
    expect(sums?.['noted']).toBe(sums?.['entries']);
    expect(sums?.['balances']).toBe(sums?.['points']);
    expect(Number(sums?.['entries'])).toBeGreaterThan(50);
    expect(sums?.['ahead']).toBe(true);
  });

  it('is refused where there is something, unless that is to be thrown away; and then it is', async () => {
    const { file, env } = await place();
    await runTool(backupTool, [file], env);
    const target = await emptyTarget();
    expect((await runTool(restoreTool, [file], target.env)).code).toBe(0);
    const url = target.env.DATABASE_URL;
    await ask(url, `UPDATE "Member" SET name = '别人'; CREATE SCHEMA bullmq; CREATE TABLE bullmq.jobs ()`);
    const refused = await runTool(restoreTool, [file], target.env);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/data in this database already.*--replace everything/),
    });
    expect((await runTool(restoreTool, [file, '--replace', 'yes'], target.env)).code).toBe(2);
    expect(await ask(url, `SELECT DISTINCT name FROM "Member"`)).toEqual([{ name: '别人' }]);
    expect((await runTool(restoreTool, [file, '--replace', 'everything'], target.env)).code).toBe(0);
    expect(await digest(url)).toEqual(await digest(database.url));
    expect(await ask(url, `SELECT to_regclass('bullmq.jobs') AS jobs`)).toEqual([{ jobs: null }]);
  });

  it('is not restored beside a running instance, nor over another program’s tables', async () => {
    const { file, env } = await place();
    await runTool(backupTool, [file], env);
    const busy = await runTool(restoreTool, [file, '--replace', 'everything'], env);
    expect(busy).toMatchObject({ code: 1, err: expect.stringMatching(/in use \(tongxin/) });
    const target = await emptyTarget();
    await ask(target.env.DATABASE_URL, 'CREATE TABLE orders (id int)');
    const foreign = await runTool(restoreTool, [file, '--replace', 'everything'], target.env);
    expect(foreign).toMatchObject({ code: 1, err: expect.stringMatching(/not this program's: orders/) });
  });

  it('of a newer program is refused', async () => {
    const { file, env } = await place();
    await runTool(backupTool, [file], env);
    const facts = await verifyArchive(file);
    expect(facts).toMatchObject({ format: 'tongxin-backup', version: 1, tables: { Member: { rows: 2 } } });
    await ask(
      database.url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '20990101000000_later', now())`,
    );
    const newer = path.join(path.dirname(file), 'newer.tar.gz');
    await runTool(backupTool, [newer], env);
    await ask(database.url, `DELETE FROM _prisma_migrations WHERE id = 'x'`);
    const target = await emptyTarget();
    const refused = await runTool(restoreTool, [newer], target.env);
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/newer version.*20990101000000_later/) });
    expect(await ask(target.env.DATABASE_URL, `SELECT to_regclass('"Unit"') AS unit`)).toEqual([{ unit: null }]);
  });
});

describe('a restore', { timeout: 60_000 }, () => {
  it('of an older program’s backup is brought up to date, its rows by the migration that asks for it', async () => {
    const { dump, portions } = await dumped();
    const root = await scratchFolder();
    await cp(path.join(packageRoot(), 'prisma'), path.join(root, 'prisma'), { recursive: true });
    const later = path.join(root, 'prisma', 'migrations', '20990101000000_motto');
    await mkdir(later);
    await writeFile(
      path.join(later, 'migration.sql'),
      `ALTER TABLE "Unit" ADD COLUMN motto TEXT; UPDATE "Unit" SET motto = name; ALTER TABLE "Unit" ALTER motto SET NOT NULL;`,
    );
    const target = await emptyTarget();
    await restoreDatabase(target.connection, dump, { ...plain, portions: portions(), root });
    expect(await ask(target.env.DATABASE_URL, `SELECT motto FROM "Unit" ORDER BY id`)).toEqual([
      { motto: '总支' },
      { motto: '支部' },
    ]);
    expect(await applyMigrations(target.connection, { log: silentLogger, root })).toEqual([]);
  });

  it.each(['the last step', 'the rows'])('that fails in %s has changed nothing', async (where) => {
    const { dump, portions } = await dumped();
    const target = await emptyTarget();
    await restoreDatabase(target.connection, dump, { ...plain, portions: portions() });
    await ask(target.env.DATABASE_URL, `UPDATE "Member" SET name = '原来的'`);
    const before = await digest(target.env.DATABASE_URL);
    async function* broken() {
      yield* portions();
      throw new Error('broken');
    }
    const again = restoreDatabase(target.connection, dump, {
      ...plain,
      replace: true,
      portions: where === 'the rows' ? broken() : portions(),
      settle: () => Promise.reject(new Error('broken')),
    });
    await expect(again).rejects.toThrow('broken');
    expect(await digest(target.env.DATABASE_URL)).toEqual(before);
  });
});

it(
  'a backup of a ledger that was tampered with is restored as it is, and that is told',
  { timeout: 60_000 },
  async () => {
    const { file, env } = await place();
    const tamper = (points: number) =>
      ask(
        urlOf(database.connection),
        `ALTER TABLE "PointEntry" DISABLE TRIGGER USER; UPDATE "PointEntry" SET raw = ${points} WHERE "naturalKey" = 'k:7';
       ALTER TABLE "PointEntry" ENABLE TRIGGER USER`,
      );
    await tamper(6);
    await runTool(backupTool, [file], env);
    await tamper(5);
    const target = await emptyTarget();
    const { code, out, err } = await runTool(restoreTool, [file], target.env);
    expect([code, out, err]).toEqual([1, expect.stringMatching(/^Restored/), expect.stringMatching(/\S/)]);
  },
);

describe('a damaged backup', { timeout: 60_000 }, () => {
  it('is told from a whole one at any bit, and nothing of it is restored', async () => {
    const { file, folder, env } = await place();
    await createFileStore(path.join(folder, 'files')).put(Buffer.from('照片'));
    await runTool(backupTool, [file], env);
    expect((await runTool(restoreTool, [file, '--check'], env)).out).toMatch(/is whole: \d+ rows/);
    const whole = await readFile(file);
    const target = await emptyTarget();
    // The last bits before the checksum fill up a byte and mean nothing; any other one counts.
    const places = [
      0,
      3,
      6,
      10,
      100,
      Math.floor(whole.length / 2),
      whole.length - 30,
      whole.length - 5,
      whole.length - 1,
    ];
    for (const at of places) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      await writeFile(file, bytes);
      const { code, err } = await runTool(restoreTool, [file], target.env);
      expect([at, code, err]).toEqual([at, 1, expect.stringMatching(/is damaged: .*Nothing was changed/)]);
    }
    for (const length of [0, 1, 9, 600, Math.floor(whole.length / 3), whole.length - 20, whole.length - 1]) {
      await writeFile(file, whole.subarray(0, length));
      const { code, err } = await runTool(restoreTool, [file], target.env);
      expect([length, code, err]).toEqual([length, 1, expect.stringMatching(/is damaged/)]);
    }
    expect(
      await ask(
        target.env.DATABASE_URL,
        `SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
      ),
    ).toEqual([{ n: 0 }]);
    expect(await readdir(target.folder)).toEqual([]);
  });

  it('or one that is none says so', async () => {
    const target = await emptyTarget();
    expect((await runTool(restoreTool, [path.join(target.folder, 'none.tar.gz')], target.env)).err).toMatch(
      /cannot be opened/,
    );
    const text = path.join(target.folder, 'a.txt');
    await writeFile(text, '你好，这不是备份');
    expect((await runTool(restoreTool, [text], target.env)).err).toMatch(/does not begin like a backup/);
  });
});

describe('making one', () => {
  it('never overwrites, and leaves nothing half made', async () => {
    const { file, folder, env } = await place();
    await writeFile(file, 'mine');
    const { code, err } = await runTool(backupTool, [file], env);
    expect([code, err]).toEqual([1, expect.stringMatching(/is there already/)]);
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    const gone = await runTool(backupTool, [path.join(folder, 'no', 'b.tar.gz')], env);
    expect([gone.code, gone.err]).toEqual([1, expect.stringMatching(/cannot be begun.*ENOENT/)]);
    expect((await runTool(backupTool, [], env)).code).toBe(2);
  });

  it('tells of a file that has changed on disk, and keeps the rest', async () => {
    const { file, folder, env } = await place();
    const store = createFileStore(path.join(folder, 'files'));
    const { sha256 } = await store.put(Buffer.from('好'));
    const bad = createHash('sha256').update('坏').digest('hex');
    await mkdir(path.join(folder, 'files', bad.slice(0, 2)), { recursive: true });
    await writeFile(path.join(folder, 'files', bad.slice(0, 2), bad), '不是原来的');
    const { code, err } = await runTool(backupTool, [file], env);
    expect([code, err]).toEqual([1, expect.stringContaining(bad)]);
    const names: string[] = [];
    for await (const { name } of readArchive(file)) names.push(name);
    expect(names.filter((name) => name.startsWith('files/'))).toEqual([`files/${sha256}`]);
  });
});

it('a backup opens with any tar program', async () => {
  const { file, env } = await place();
  await runTool(backupTool, [file], env);
  const listed = execFileSync('tar', ['tzf', file], { encoding: 'utf8' }).trim().split('\n');
  expect(listed.at(-1)).toBe('manifest.json');
  expect(listed).toContain('database/Member/000001.jsonl');
});
