import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReadingState } from '../../src/chat/reading-state.ts';
import type { RoomEntry } from '../../src/chat/room/room-log.ts';
import { replayTool } from '../../src/cli/replay/replay.ts';
import type { ToolIo } from '../../src/cli/tool.ts';
import { createMemoryRoomLog, type MemoryRoomLog } from './memory-room-log.ts';
import { emptyState, openWebDoor, type WebDoor } from './web-door.ts';

export interface ReplayStage {
  readonly door: WebDoor;
  folder: string;
  io: ToolIo;
  /** Runs the tool as the command line does, against the stage's room. */
  run: (...words: string[]) => Promise<{ code: number; out: string; err: string }>;
  save: (name: string, bytes: string | Buffer) => Promise<string>;
  entries: () => Promise<readonly RoomEntry[]>;
  /** Resolves once the room holds so many messages. */
  posted: (count: number) => Promise<void>;
  /** Opens an empty room in place of the present one. */
  renew: () => Promise<void>;
  close: () => Promise<void>;
}

/** Rows of ids 1000…, seven authors, a body with a comma. */
export const rowsOf = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, at) => `${1000 + at},作者${at % 7},题目${at},2026/1/5 8:00:00,"第${at}件，有,逗号"`,
  );

export const csvOf = (rows: readonly string[], head = 'id,author,title,time,body'): string =>
  [head, ...rows].join('\r\n');

/** A unit that takes every post that begins with 社情民意 at once and gives two points each. */
function receiving(rooms: MemoryRoomLog): ReadingState {
  const received = async () => (await rooms.list('main', 0, 10_000)).filter(({ text }) => text.startsWith('社情民意'));
  return {
    ...emptyState,
    submissions: async () =>
      (await received()).map(({ from, text, at }, index) => ({
        number: `社-${index + 1}`,
        author: from,
        text,
        state: 'received',
        at: at.toISOString(),
      })),
    points: async () => ({
      year: 2026,
      totals: [{ member: 'li-fang', name: '李芳', counted: (await received()).length * 2, raw: 0 }],
      entries: [],
    }),
  };
}

async function openDoor(): Promise<WebDoor> {
  const rooms = createMemoryRoomLog();
  return openWebDoor({ state: receiving(rooms) }, rooms);
}

/** The replay tool before a small room of its own, over real HTTP. */
export async function openReplayStage(): Promise<ReplayStage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-replay-'));
  const env = { DATA_DIR: path.join(folder, 'data') };
  let door = await openDoor();
  return {
    get door() {
      return door;
    },
    folder,
    io: { out: () => {}, err: () => {}, env },
    async run(...words) {
      const out: string[] = [];
      const err: string[] = [];
      const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), env };
      const argv = words.includes('--url') ? words : [...words, '--url', door.url];
      return { code: await replayTool.run(argv, io), out: out.join('\n'), err: err.join('\n') };
    },
    async save(name, bytes) {
      const place = path.join(folder, name);
      await writeFile(place, bytes);
      return place;
    },
    entries: () => door.rooms.list('main', 0, 10_000),
    async posted(count) {
      while ((await door.rooms.list('main', 0, count)).length < count) await once(door.rooms.changes, 'change');
    },
    async renew() {
      await door.close();
      door = await openDoor();
    },
    async close() {
      await door.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
