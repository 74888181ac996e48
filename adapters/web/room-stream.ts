import type { RoomEntry, RoomLog } from '../../src/chat/room/room-log.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { viewOf } from './message-view.ts';
import type { Notice, Notices } from './notices.ts';

export interface RoomStreamOptions {
  rooms: RoomLog;
  clock: Clock;
  room: string;
  /** Messages with a greater id are told. */
  after: number;
  /** Longest silence; then a comment keeps proxies and readers from giving up. */
  heartbeatMs: number;
  notices: Notices;
  /** Ends the stream. */
  signal: AbortSignal;
}

const page = 200;
/** Words that wait for a reader who reads slowly. */
const mostNotices = 20;
/** Changes of the last minutes are told to a new reader: they may have happened while it was away. Told twice they do no harm. */
const lookBackMs = 10 * 60_000;
/** Room for clocks that differ and commits that end out of order. The start-up check allows 5 s between clocks. */
const overlapMs = 15_000;

/**
 * A room as server-sent events: `message` with the message's id as event id, `edit` for a changed message that was
 * told before (without an event id, so that a reader that comes back does not fall behind), and `notice` for a word to
 * one who pressed a button. Asks the log only as fast as the reader reads.
 */
export async function* roomStream(options: RoomStreamOptions): AsyncGenerator<string> {
  const { rooms, clock, room, heartbeatMs, signal } = options;
  const bell = createBell(signal);
  const unwatch = rooms.watch(bell.ring);
  const words: Notice[] = [];
  const unlisten = options.notices.listen(room, (notice) => {
    if (words.push(notice) > mostNotices) words.shift();
    bell.ring();
  });
  try {
    let after = options.after;
    let since = new Date(clock.now().getTime() - lookBackMs);
    let told = new Map<number, number>();
    yield 'retry: 2000\n\n';
    while (!signal.aborted) {
      bell.reset();
      const begun = clock.now().getTime();
      const edits = after > 0 ? await rooms.edited(room, since, after) : [];
      const news = edits.filter((entry) => told.get(entry.id) !== entry.editVersion);
      const added = await rooms.list(room, after, page);
      told = versionsOf([...edits, ...added]);
      since = new Date(begun - overlapMs);
      after = added.at(-1)?.id ?? after;
      for (const word of words.splice(0)) yield `event: notice\ndata: ${JSON.stringify(word)}\n\n`;
      for (const entry of news) yield eventOf('edit', room, entry);
      for (const entry of added) yield eventOf('message', room, entry);
      if (added.length < page && !(await bell.rung(heartbeatMs))) yield ': still here\n\n';
    }
  } finally {
    unwatch();
    unlisten();
  }
}

/** Only what may come again in the next round has to be remembered. */
function versionsOf(entries: readonly RoomEntry[]): Map<number, number> {
  return new Map(entries.filter((entry) => entry.editVersion > 0).map((entry) => [entry.id, entry.editVersion]));
}

function eventOf(event: 'message' | 'edit', room: string, entry: RoomEntry): string {
  const id = event === 'message' ? `id: ${entry.id}\n` : '';
  return `${id}event: ${event}\ndata: ${JSON.stringify(viewOf(room, entry))}\n\n`;
}

interface Bell {
  ring: () => void;
  reset: () => void;
  /** Resolves with true once rung since the last reset or at the end, with false after `ms` of silence. */
  rung: (ms: number) => Promise<boolean>;
}

function createBell(signal: AbortSignal): Bell {
  let ringing = false;
  let tell: (() => void) | null = null;
  const ring = () => {
    ringing = true;
    tell?.();
  };
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    reset: () => {
      ringing = signal.aborted;
    },
    rung: (ms) =>
      new Promise((resolve) => {
        const end = (answer: boolean) => {
          clearTimeout(timer);
          tell = null;
          resolve(answer);
        };
        const timer = setTimeout(() => end(false), ms);
        tell = () => end(true);
        if (ringing) end(true);
      }),
  };
}
