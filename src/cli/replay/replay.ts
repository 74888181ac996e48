import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig } from '../../config.ts';
import { AppError } from '../../lib/errors.ts';
import { readReplayRows, type ReplayRow } from './replay-csv.ts';
import { createMeter } from './replay-meter.ts';
import { readReplayOptions, type ReplayOptions } from './replay-options.ts';
import { newlySent, noProgress, progressFile, type Progress, type ProgressFile } from './replay-progress.ts';
import { openReplayRoom, type ReplayRoom } from './replay-room.ts';
import { giveUpMinutes, sendRows, type SendEnd } from './replay-send.ts';
import { waitUntilSettled } from './replay-settle.ts';
import { summaryLines } from './replay-summary.ts';
import { cliTexts, type CliTexts } from '../texts.ts';
import type { Tool, ToolIo } from '../tool.ts';

/** Exit codes: all taken; not possible, or given up; some rows refused; stopped by the person (128 + SIGINT). */
const exit = { done: 0, failed: 1, refused: 2, stopped: 130 } as const;

const saveEveryMs = 1000;
/** Twenty seconds without any change. */
const mostStillLooks = 40;

/** Plays a CSV of messages into a room as its members. */
export const replayTool = {
  name: 'replay',
  summary: 'plays a CSV of messages into a room as its members; resumable',
  async run(argv, io) {
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
    try {
      return await replay(argv, io, stop.signal);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      io.err(error.message);
      return exit.failed;
    } finally {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    }
  },
} satisfies Tool;

/** What one run works with. */
interface Run {
  options: ReplayOptions;
  io: ToolIo;
  t: CliTexts;
  signal: AbortSignal;
  rows: readonly ReplayRow[];
  room: ReplayRoom;
  store: ProgressFile;
  /** Begins the key of every message: the same file in the same room is the same run. */
  run: string;
}

/**
 * The tool with its stop handed in. Every row ends as sent or refused; a second run with the same words sends nothing
 * twice. @returns the exit code @throws AppError with one line for the person
 */
export async function replay(argv: readonly string[], io: ToolIo, signal: AbortSignal): Promise<number> {
  const config = parseConfig(io.env);
  const t = cliTexts(config.LOCALE);
  const options = readReplayOptions(argv, `http://127.0.0.1:${config.PORT}`, t);
  const bytes = await readFile(options.file).catch((cause: unknown) => {
    throw new AppError('replay.no_file', t('replay.no_file', { file: options.file }), { cause });
  });
  const rows = readReplayRows(bytes, options, t).slice(0, options.limit);
  const room = await openReplayRoom(options.url, options.room, t);
  const run = runName(bytes, options);
  const store = progressFile(config.DATA_DIR, run);
  return play({ options, io, t, signal, rows, room, store, run });
}

function runName(bytes: Buffer, { room, prefix, columns }: ReplayOptions): string {
  const hash = createHash('sha256')
    .update(bytes)
    .update(JSON.stringify([room, prefix, columns]));
  return hash.digest('hex').slice(0, 16);
}

async function play(run: Run): Promise<number> {
  const { options, io, t, room, store } = run;
  const progress = await begin(run);
  const before = progress.sent.size;
  if (before > 0) io.err(t('replay.resumed', { done: before }));
  const begun = performance.now();
  const end = await send(run, progress);
  const sentMs = performance.now() - begun;
  if (end !== 'done') return leave(end, io, t);
  const after = options.wait ? await settle(run, progress) : await room.tally();
  const answered = await room.countAnswered(new Set(progress.sent.values()), progress.since);
  const lines = summaryLines(
    {
      file: path.basename(options.file),
      room: options.room,
      sentBefore: before,
      progress,
      after,
      answered,
      sentMs,
      totalMs: performance.now() - begun,
      place: store.place,
    },
    t,
  );
  lines.forEach((line) => io.out(line));
  return progress.refused.length > 0 ? exit.refused : exit.done;
}

/** What was done before, unless the room does not know of it any more: then its data were made anew. */
async function begin({ options, room, store }: Run): Promise<Progress> {
  const kept = await store.load();
  const last = [...kept.sent.values()].reduce((most, id) => Math.max(most, id), 0);
  if (last === 0 || !(await room.holds(last))) {
    return { ...noProgress(), before: await room.tally(), since: await room.newest() };
  }
  return options.restart ? { ...noProgress(), before: kept.before, since: kept.since } : kept;
}

async function send({ options, io, t, signal, rows, room, store, run }: Run, progress: Progress): Promise<SendEnd> {
  const done = () => progress.sent.size + progress.refused.length;
  const meter = createMeter(rows.length, done(), io, t);
  let saved = Promise.resolve();
  const timer = setInterval(() => {
    saved = saved.then(() => store.save(progress));
  }, saveEveryMs);
  try {
    const plan = { rows, run, prefix: options.prefix, speed: options.speed };
    const onStep = () => meter.step(done(), progress.refused.length);
    return await sendRows(plan, { room, progress, signal, onStep });
  } finally {
    clearInterval(timer);
    meter.end();
    await saved;
    await store.save(progress);
  }
}

function leave(end: 'stopped' | 'gave_up', io: ToolIo, t: CliTexts): number {
  if (end === 'gave_up') io.err(t('replay.gave_up', { minutes: giveUpMinutes }));
  io.err(t('replay.stopped'));
  return end === 'stopped' ? exit.stopped : exit.failed;
}

async function settle({ io, t, room, signal }: Run, progress: Progress) {
  if (progress.before === null) return null;
  const sent = newlySent(progress);
  const ids = new Set([...progress.sent.values()].filter((id) => id > progress.since));
  const every = Math.max(1, Math.ceil(sent / 10));
  let said = -every;
  return waitUntilSettled(progress.before, sent, {
    tally: () => room.tally(),
    allAnswered: async () => (await room.countAnswered(ids, progress.since)) >= sent,
    signal,
    mostStillLooks,
    onLook(received) {
      if (received - said < every || received >= sent) return;
      said = received;
      io.err(t('replay.waiting', { received, sent }));
    },
  });
}
