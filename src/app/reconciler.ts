import { countStuckRows, type StuckRows } from '../chat/stuck.store.ts';
import type { Transact } from '../chat/inbox/handle-deps.ts';
import type { Wake } from '../chat/handling-context.ts';
import { requeueDrafts } from '../features/proposals/index.ts';
import { requeueAttachments } from '../features/submissions/index.ts';
import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { createLoop } from '../lib/loop.ts';
import { readEvictionPolicy } from '../queue/eviction-policy.ts';
import type { QueueRunner } from '../queue/queue-runner.ts';
import { databaseNow, largestClockGapMs, readClockGap, type Database } from '../storage/index.ts';

export interface ReconcilerDeps {
  pool: Database['pool'];
  transact: Transact;
  queue: Pick<QueueRunner, 'ensureSchedulers'>;
  wake: Wake;
  /** One sweep over the due reminders. */
  remind(): Promise<number>;
  /** Makes the dispatcher and the senders of this process look again. */
  nudge(): void;
  /** Unset: the queue is in PostgreSQL. */
  redisUrl: string | undefined;
  /** Puts things right; false = looks at clock and Redis only, as in a process that works no jobs. */
  mends: boolean;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** What the reconciler last saw, and what it has done since the process began. */
export interface Condition {
  /** Rows that wait too long, at the last look. */
  stuck: StuckRows;
  /** Wake-ups sent for rows whose job may be lost; one that still has its job is not woken twice. */
  woken: { drafts: number; attachments: number };
  /** Reminder steps that the tick left lying. */
  reminded: number;
  /** Milliseconds by which the database's clock is ahead of ours (negative: behind). */
  clockGapMs: number;
  /** What Redis does when its memory is full; null = no Redis, or it does not tell. */
  evictionPolicy: string | null;
}

/** A word for operators, as in `/readyz` and `doctor`. */
export interface Judged {
  ok: boolean;
  detail: string;
}

export interface Reconciler {
  start(): void;
  stop(): Promise<void>;
  /** One look, at once. Each part is tried whatever became of the others. */
  look(): Promise<void>;
  condition(): Condition;
  checks(): { clock: Judged; memory: Judged };
}

/** Between two looks: a flushed Redis is whole again well within a minute. */
const everyMs = 15_000;

export const judgeClock = (gapMs: number): Judged =>
  Math.abs(gapMs) <= largestClockGapMs
    ? { ok: true, detail: 'ok' }
    : { ok: false, detail: `${(gapMs / 1000).toFixed(1)} s from the database: set both clocks by the network` };

/** @param policy null = there is no Redis, or it does not tell */
export const judgeEviction = (policy: string | null): Judged =>
  policy === null || policy === 'noeviction'
    ? { ok: true, detail: 'ok' }
    : { ok: false, detail: `maxmemory-policy is ${policy}, which drops waiting jobs: set noeviction` };

/** Says what changed, once: a fault that lasts is no news every 15 seconds. */
function createTeller(log: ReconcilerDeps['log']) {
  const told = new Map<string, string>();

  function tell(what: string, fields: object, well: boolean, message: string): void {
    const now = well ? 'ok' : JSON.stringify(fields);
    if (now === (told.get(what) ?? 'ok')) return;
    told.set(what, now);
    if (well) log.info(fields, `${message}: right again`);
    else log.warn(fields, message);
  }

  /** Runs one part of a look; its failure is told and ends nothing else. */
  async function part(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      tell(name, { part: name }, true, 'reconciler');
    } catch (error) {
      tell(name, { part: name, code: errorCode(error) }, false, 'reconciler: a part could not be looked at');
    }
  }

  return { tell, part };
}

type Teller = ReturnType<typeof createTeller>;

/** Puts right what the tables and the queue disagree on. */
async function mend(deps: ReconcilerDeps, seen: Condition, { tell, part }: Teller): Promise<void> {
  const { pool } = deps;
  await part('schedulers', async () => void (await deps.queue.ensureSchedulers()));
  await part('jobs', async () => {
    const now = await databaseNow(pool);
    seen.woken.drafts += await deps.transact((tx) => requeueDrafts(tx, now, deps.wake));
    seen.woken.attachments += await deps.transact((tx) => requeueAttachments(tx, now, deps.wake));
  });
  await part('rows', async () => {
    seen.stuck = await countStuckRows(pool);
    const well = Object.values(seen.stuck).every((count) => count === 0);
    tell('stuck', seen.stuck, well, 'reconciler: rows that wait too long');
    if (seen.stuck.inbox + seen.stuck.outbox > 0) deps.nudge();
    if (seen.stuck.reminders > 0) seen.reminded += await deps.remind();
  });
}

/**
 * Makes the queue follow the tables, without depending on anything in the queue: schedulers that a flush removed, jobs
 * of drafts and files that were lost, reminders that no tick took. Safe in any number of processes.
 */
export function createReconciler(deps: ReconcilerDeps): Reconciler {
  const { pool, log } = deps;
  const seen: Condition = {
    stuck: { inbox: 0, outbox: 0, drafts: 0, attachments: 0, reminders: 0 },
    woken: { drafts: 0, attachments: 0 },
    reminded: 0,
    clockGapMs: 0,
    evictionPolicy: null,
  };
  const teller = createTeller(log);
  const { tell, part } = teller;

  async function look(): Promise<void> {
    await part('clock', async () => {
      seen.clockGapMs = await readClockGap(pool);
      tell(
        'gap',
        { clockGapSeconds: Math.round(seen.clockGapMs / 1000) },
        judgeClock(seen.clockGapMs).ok,
        'the clock is off the database',
      );
    });
    const { redisUrl } = deps;
    if (redisUrl !== undefined) {
      await part('memory', async () => {
        seen.evictionPolicy = await readEvictionPolicy(redisUrl);
        const fields = { policy: seen.evictionPolicy, cure: 'CONFIG SET maxmemory-policy noeviction' };
        tell('policy', fields, judgeEviction(seen.evictionPolicy).ok, 'Redis may drop waiting jobs');
      });
    }
    if (deps.mends) await mend(deps, seen, teller);
  }

  const loop = createLoop({
    round: async () => {
      await look();
      return false;
    },
    idleMs: everyMs,
    onError: (error) => log.warn({ code: errorCode(error) }, 'reconciler: a look failed'),
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    look,
    condition: () => structuredClone(seen),
    checks: () => ({ clock: judgeClock(seen.clockGapMs), memory: judgeEviction(seen.evictionPolicy) }),
  };
}
