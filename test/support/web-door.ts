import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { createHttpServer } from '../../adapters/shared/http-server.ts';
import { createWebAdapter } from '../../adapters/web/web-adapter.ts';
import type { ChatAdapter } from '../../src/chat/chat-adapter.ts';
import type { ReadingState } from '../../src/chat/reading-state.ts';
import type { RoomLog } from '../../src/chat/room/room-log.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createFileStore, type FileStore } from '../../src/lib/file-store.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createMemoryRoomLog, type MemoryRoomLog } from './memory-room-log.ts';

export interface WebDoor<R extends RoomLog = MemoryRoomLog> {
  url: string;
  port: number;
  rooms: R;
  adapter: ChatAdapter;
  files: FileStore;
  /** Posts to a room's messages, `main` unless said. */
  post: (body: unknown, room?: string) => Promise<Response>;
  /** The JSON of a GET. */
  read: (path: string) => Promise<unknown>;
  close: () => Promise<void>;
}

export interface WebDoorOptions {
  state?: ReadingState;
  log?: Logger;
  heartbeatMs?: number;
  requestTimeoutMs?: number;
}

const refuse = (code: string) => async (): Promise<never> => {
  throw new AppError(code, 'nothing here');
};

/** A unit of which nothing is known. */
export const emptyState: ReadingState = {
  submissions: refuse('unit.not_found'),
  activities: refuse('unit.not_found'),
  points: refuse('unit.not_found'),
  drafts: refuse('unit.not_found'),
  roll: refuse('activity.not_found'),
  draft: refuse('draft.not_found'),
  document: refuse('draft.not_found'),
};

/** The web room on a free port of this machine, over real HTTP and with files on disk. */
export async function openWebDoor(options?: WebDoorOptions): Promise<WebDoor>;
export async function openWebDoor<R extends RoomLog>(options: WebDoorOptions, rooms: R): Promise<WebDoor<R>>;
export async function openWebDoor(
  options: WebDoorOptions = {},
  rooms: RoomLog = createMemoryRoomLog(),
): Promise<WebDoor<RoomLog>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tongxin-web-'));
  const server = createHttpServer({
    log: options.log ?? silentLogger,
    locale: 'zh-CN',
    ...(options.requestTimeoutMs === undefined ? {} : { requestTimeoutMs: options.requestTimeoutMs }),
  });
  const files = createFileStore(path.join(folder, 'files'));
  const adapter = createWebAdapter({
    server,
    rooms,
    state: options.state ?? emptyState,
    files,
    clock: systemClock,
    locale: 'zh-CN',
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
  });
  await adapter.start({ accept: async () => {} });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const port = z.object({ port: z.number() }).parse(server.server.address()).port;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    rooms,
    adapter,
    files,
    post: (body, room = 'main') =>
      fetch(`${url}/api/rooms/${encodeURIComponent(room)}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    read: async (address) => (await fetch(url + address)).json(),
    async close() {
      await adapter.stop();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** What a refused request was told. @throws when the body has another form */
export async function toldBy(answer: Response): Promise<{ code: string; message: string }> {
  return refusalSchema.parse(await answer.json()).error;
}
