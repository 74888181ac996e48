import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReplayRow } from './replay-csv.ts';
import type { Progress } from './replay-progress.ts';
import type { Posted, ReplayRoom } from './replay-room.ts';

export interface SendPlan {
  rows: readonly ReplayRow[];
  /** Begins the idempotency key of each message. */
  run: string;
  prefix: string;
  /** Messages a second; null = no brake. */
  speed: number | null;
}

export interface SendDeps {
  room: Pick<ReplayRoom, 'post' | 'speakers'>;
  /** Changed as rows go out. */
  progress: Progress;
  signal: AbortSignal;
  onStep: () => void;
}

/** How sending ended: all rows, by the person, or because nothing was taken for a long time. */
export type SendEnd = 'done' | 'stopped' | 'gave_up';

/** Posts on their way at the same time; the room stores what arrives together in one commit. */
const atOnce = 16;
export const giveUpMinutes = 3;
const longestWaitMs = 5000;

/** The same author always speaks as the same member. */
export function speakerOf(author: string, speakers: readonly string[]): string {
  const place = createHash('sha256').update(author).digest().readUInt32BE(0) % speakers.length;
  return speakers[place] ?? '';
}

export function messageOf(
  row: ReplayRow,
  { run, prefix }: Pick<SendPlan, 'run' | 'prefix'>,
): { text: string; key: string } {
  const id = row.id.length <= 80 ? row.id : createHash('sha256').update(row.id).digest('hex');
  return { text: prefix + [row.title, row.body].filter((part) => part !== '').join('\n'), key: `replay-${run}-${id}` };
}

/** Sends every row that is not yet in `progress`; each ends in `sent` or `refused`. */
export async function sendRows(plan: SendPlan, deps: SendDeps): Promise<SendEnd> {
  const { progress, signal } = deps;
  const settled = new Set([...progress.sent.keys(), ...progress.refused.map(({ id }) => id)]);
  const queue = plan.rows.filter(({ id }) => !settled.has(id));
  const state = { next: 0, begun: performance.now(), lastTaken: performance.now(), gaveUp: false };

  setMaxListeners(2 * atOnce, signal);
  const worker = async () => {
    while (!signal.aborted && !state.gaveUp) {
      const at = state.next;
      const row = queue[at];
      if (!row) return;
      state.next += 1;
      await paced(plan.speed, at, state.begun, signal);
      if (!signal.aborted) await sendRow(row, plan, deps, state);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (signal.aborted) return 'stopped';
  return state.gaveUp ? 'gave_up' : 'done';
}

async function paced(speed: number | null, at: number, begun: number, signal: AbortSignal): Promise<void> {
  if (speed !== null) await rest(begun + (at * 1000) / speed - performance.now(), signal);
}

/** Sleeps, or wakes early when the person stops. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function sendRow(
  row: ReplayRow,
  plan: SendPlan,
  { room, progress, signal, onStep }: SendDeps,
  state: { lastTaken: number; gaveUp: boolean },
): Promise<void> {
  const message = { from: speakerOf(row.author, room.speakers), ...messageOf(row, plan) };
  const empty = row.title === '' && row.body === '';
  for (let tries = 0; !state.gaveUp; tries += 1) {
    const posted: Posted = empty ? { kind: 'refused', code: 'empty' } : await room.post(message);
    if (posted.kind !== 'later') {
      state.lastTaken = performance.now();
      if (posted.kind === 'sent') progress.sent.set(row.id, posted.id);
      else progress.refused.push({ line: row.line, id: row.id, code: posted.code });
      onStep();
      return;
    }
    state.gaveUp = performance.now() - state.lastTaken > giveUpMinutes * 60_000;
    if (signal.aborted) return;
    const backoff = Math.min(100 * 2 ** tries, longestWaitMs);
    await rest(Math.max(posted.waitMs, backoff) * (0.75 + Math.random() / 2), signal);
    if (signal.aborted) return;
  }
}
