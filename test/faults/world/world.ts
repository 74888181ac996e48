import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Feature } from '../../../src/chat/feature.ts';
import { ensureFirstUnit } from '../../../src/features/members/index.ts';
import { errorCode } from '../../../src/lib/errors.ts';
import { createFileStore } from '../../../src/lib/file-store.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import type { ModelPort } from '../../../src/llm/model-port.ts';
import { inTransaction } from '../../../src/storage/index.ts';
import { createFakeTelegram, type Account, type Place } from './fake-telegram.ts';
import { createGate, injectedCodes, isInjected, type FaultPlan } from './gate.ts';
import { createOneProcess, type OneProcess, type ProcessParts } from './one-process.ts';
import { openVirtualDatabase } from './virtual-database.ts';
import { useVirtualWaits } from './virtual-waits.ts';

/** Keys of the sample unit's members; each has an account in the room and one on Telegram. */
export const people = ['chen-min', 'zhang-wei', 'li-fang', 'wang-haitao', 'liu-xiaoyan', 'zhao-zhiqiang'] as const;
export type PersonKey = (typeof people)[number];
/** Somebody on Telegram whom nobody knows. */
export const stranger: Account = { id: 900, first_name: '小吴' };

export const group: Place = { id: -4001, type: 'group', title: '示范支部 Telegram 群' };
export const accountOf = (key: PersonKey): Account => ({ id: 501 + people.indexOf(key), first_name: key });
export const dmWith = ({ id, first_name }: Account): Place => ({ id, type: 'private', first_name });

export const shanghai = (wall: string) => new Date(`${wall}:00+08:00`);

export interface WorldOptions {
  /** Wall time in Shanghai, such as 2026-11-22T10:00. */
  startsAt: string;
  model: ModelPort;
  extra?: readonly Feature[];
  /** How many processes work at the same time; the first takes in what people say. Default 1. */
  processes?: number;
  spoil?: ProcessParts['spoil'];
}

export interface WebPost {
  text: string;
  room?: string;
  replyTo?: number;
  action?: string;
  files?: readonly { name: string; type: string; bytes: Buffer }[];
}

const noFaults: FaultPlan = () => null;
/** More rounds than any honest recovery takes. */
const mostRounds = 150;
const eventsKept = 60;
const tickEveryMs = 30_000;

const waitingRow = z.object({
  inbox: z.number(),
  outbox: z.number(),
  drafts: z.number(),
  files: z.number(),
  steps: z.number(),
  next: z.date().nullable(),
});

const whatWaits = `
  SELECT (SELECT count(*)::int FROM "InboxMessage" WHERE state = 'pending') AS inbox,
    (SELECT count(*)::int FROM "OutboxMessage" WHERE state IN ('due', 'claimed', 'sending')) AS outbox,
    (SELECT count(*)::int FROM "Draft" WHERE state IN ('queued', 'drafting')) AS drafts,
    (SELECT count(*)::int FROM "Attachment" WHERE sha256 IS NULL AND error IS NULL AND "submissionId" IS NOT NULL) AS files,
    (SELECT count(*)::int FROM "ReminderStep" WHERE state = 'due' AND "dueAt" <= now()) AS steps,
    (SELECT min(at) FROM (
      SELECT "dueAt" AS at FROM "InboxMessage" WHERE state = 'pending'
      UNION ALL SELECT "dueAt" FROM "OutboxMessage" WHERE state = 'due'
      UNION ALL SELECT "leaseUntil" FROM "OutboxMessage" WHERE state IN ('claimed', 'sending')) times WHERE at > now()) AS next`;

export type World = Awaited<ReturnType<typeof createWorld>>;

/** A unit, its people on two platforms, and the program in between, of which processes may die at any moment. */
export async function createWorld({ startsAt, model, extra = [], processes = 1, spoil }: WorldOptions) {
  const db = await openVirtualDatabase(shanghai(startsAt));
  const { database, admin, time } = db;
  useVirtualWaits(time.pass);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tongxin-world-'));
  const files = createFileStore(folder);
  const telegram = createFakeTelegram(time.now);
  const story: string[] = [];
  const surprises: string[] = [];
  let plan: FaultPlan = noFaults;
  let nextKey = 1;
  let restarts = 0;
  const faults = { count: 0 };
  const note = (event: string) => {
    story.push(`${time.now().toISOString()} ${event}`);
    if (story.length > eventsKept) story.shift();
  };
  const ticked = new WeakMap<OneProcess, number>();
  const alive = Array.from({ length: processes }, () => startProcess(true));
  const current = (place = 0): OneProcess => {
    const process = alive[place];
    if (!process) throw new Error(`there is no process ${place}`);
    return process;
  };

  function startProcess(faulty: boolean): OneProcess {
    const gate = createGate({
      plan: (port, call) => (faulty ? plan(port, call) : null),
      note(fault) {
        faults.count += 1;
        note(`fault: ${fault}`);
      },
      async hang(milliseconds) {
        await time.pass(milliseconds);
        // Meanwhile another process of the same unit goes on.
        await round(startProcess(false));
      },
    });
    const log = {
      ...silentLogger,
      error(fields: object, words: string) {
        const { code } = z.looseObject({ code: z.string().optional() }).parse(fields);
        if (gate.dead || (code !== undefined && injectedCodes.has(code))) return;
        surprises.push(`logged: ${words} ${JSON.stringify(fields)}`);
      },
    };
    const remoteFile = Buffer.from('bytes that Telegram still had');
    const sleep = (milliseconds: number) => time.pass(milliseconds);
    const wrong = spoil ? { spoil } : {};
    return createOneProcess({
      database,
      telegram,
      files,
      model,
      clock: time,
      remoteFile,
      log,
      gate,
      sleep,
      extra,
      ...wrong,
    });
  }

  /** Nothing is put in order: what the process had in its memory is gone. */
  async function restart(place = 0, keptQueue = false): Promise<void> {
    const before = current(place);
    before.gate.kill();
    await before.gate.quiet();
    restarts += 1;
    note(`process ${place} starts anew`);
    const after = startProcess(true);
    alive[place] = after;
    if (keptQueue) for (const [key, job] of before.waiting) after.waiting.set(key, job);
  }

  /** One step of a process, as its loop takes it: a fault is logged there, and the loop goes on. */
  async function attempt<T>(name: string, on: OneProcess, step: () => Promise<T>): Promise<T | null> {
    try {
      return await Promise.race([step(), on.gate.died]);
    } catch (error) {
      if (on.gate.dead) return null;
      if (!isInjected(error)) surprises.push(`${name} threw ${errorCode(error)}: ${String(error)}`);
      return null;
    } finally {
      const place = alive.indexOf(on);
      if (on.gate.dead && place >= 0) await restart(place);
    }
  }

  /** Ticks come every half minute, and at once in a new process. */
  function isTickDue(on: OneProcess): boolean {
    const last = ticked.get(on);
    if (last !== undefined && time.now().getTime() - last < tickEveryMs) return false;
    ticked.set(on, time.now().getTime());
    return true;
  }

  /** Everything a process does of itself, once. @returns whether it found something to do */
  async function round(on: OneProcess): Promise<boolean> {
    let did = false;
    const go = () => !on.gate.dead;
    for (const conversation of (go() && (await attempt('due', on, on.due))) || []) {
      while (go() && (await attempt('handle', on, () => on.handle(conversation)))) did = true;
    }
    if (go()) await attempt('recover', on, on.recover);
    if (isTickDue(on)) for (const name of on.ticks) if (go()) await attempt(`tick ${name}`, on, () => on.tick(name));
    while (go() && (await attempt('job', on, on.work))) did = true;
    for (const platform of ['web', 'telegram']) {
      while (go() && (await attempt(`send ${platform}`, on, () => on.send(platform)))) did = true;
    }
    return did;
  }

  /** Takes in what Telegram has: pushed one by one, or pulled. */
  async function takeIn(by: 'push' | 'poll'): Promise<void> {
    if (by === 'poll') {
      if (telegram.waiting.length > 0) await attempt('poll', current(), current().poll);
      return;
    }
    for (const update of telegram.waiting) await push(update);
  }

  /** @returns whether Telegram got its 200 */
  async function push(update: (typeof telegram.waiting)[number]): Promise<boolean> {
    const process = current();
    const taken = await attempt('push', process, async () => {
      await process.push(update);
      return true;
    });
    if (taken) telegram.acknowledge(update);
    return taken === true;
  }

  const look = async () => waitingRow.parse((await admin.query(whatWaits)).rows[0]);

  /** Goes on until nothing waits any more, moving the clock where something waits for its time. */
  async function settle(by: 'push' | 'poll' = 'push'): Promise<void> {
    for (let rounds = 0; rounds < mostRounds; rounds += 1) {
      await takeIn(by);
      let did = false;
      for (let place = 0; place < processes; place += 1) did = (await round(current(place))) || did;
      const { inbox, outbox, drafts, files: fetching, steps, next } = await look();
      const left =
        inbox +
        outbox +
        drafts +
        fetching +
        steps +
        telegram.waiting.length +
        alive.reduce((sum, one) => sum + one.waiting.size, 0);
      if (left === 0 && !did) return;
      if (did) continue;
      // What waits for no moment waits for the platform's pace, or for the sweep.
      if (next && drafts + fetching === 0) await time.reach(new Date(next.getTime() + 1));
      else await time.pass(drafts + fetching > 0 ? 31_000 : 3_100);
    }
    throw new Error(`stuck: ${JSON.stringify(await look())}`);
  }

  /**
   * A person posts into the room, and says it again under the same key until it is taken, `patience` times.
   * @returns the post's id; null when they gave up and do not know what became of it
   */
  async function tryPost(from: PersonKey, what: WebPost, patience: number): Promise<number | null> {
    const key = `key-${nextKey}`;
    nextKey += 1;
    const { room = 'main', text, replyTo, action } = what;
    for (let tries = 0; tries < patience; tries += 1) {
      const process = current();
      const taken = await attempt('post', process, async () => {
        const kept = [];
        for (const { name, type, bytes } of what.files ?? []) {
          kept.push({ name, type, ...(await process.files.put(bytes)) });
        }
        const more = { ...(replyTo === undefined ? {} : { replyTo }), ...(action === undefined ? {} : { action }) };
        return process.rooms.post({ room, from, text, files: kept, key, ...more });
      });
      if (taken) return taken.id;
      await time.pass(1_000);
    }
    return null;
  }

  async function post(from: PersonKey, what: WebPost): Promise<number> {
    const id = await tryPost(from, what, 20);
    if (id === null) throw new Error('the room never took a post');
    return id;
  }

  await inTransaction(database, (tx) => ensureFirstUnit(tx, false));
  await admin.query(
    `INSERT INTO "Chat" (conversation, platform, kind, title, "unitId") SELECT $1, 'telegram', 'group', $2, id FROM "Unit"`,
    [`telegram:${group.id}`, group.title],
  );
  for (const key of people) {
    const { id, first_name } = accountOf(key);
    await admin.query(
      `INSERT INTO "Identity" (platform, "externalId", "displayName", "memberId", "dmConversation")
       SELECT 'telegram', $1, $2, id, 'telegram:' || $1 FROM "Member" WHERE key = $3`,
      [String(id), first_name, key],
    );
  }

  return {
    admin,
    time,
    telegram,
    story,
    surprises,
    faults,
    note,
    get restarts() {
      return restarts;
    },
    current,
    useFaults(faulty: FaultPlan) {
      plan = faulty;
    },
    noFaults() {
      plan = noFaults;
    },
    restart,
    attempt,
    round: () => round(current()),
    push,
    takeIn,
    settle,
    post,
    tryPost,
    look,
    /** From here on `restore` brings everything back. */
    async keep(): Promise<void> {
      await db.keep();
      telegram.keep();
    },
    async restore(): Promise<void> {
      plan = noFaults;
      for (let place = 0; place < processes; place += 1) await restart(place);
      await db.restore();
      telegram.restore();
      story.length = 0;
      surprises.length = 0;
      faults.count = 0;
      restarts = 0;
      nextKey = 1;
    },
    async close(): Promise<void> {
      for (const process of alive) {
        process.gate.kill();
        await process.gate.quiet();
      }
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
