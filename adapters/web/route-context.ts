import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RoomLog } from '../../src/chat/room/room-log.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { FileStore } from '../../src/lib/file-store.ts';
import { RequestError } from '../shared/http-errors.ts';
import type { HttpTexts } from '../shared/texts.ts';
import type { Notices } from './notices.ts';
import { badField } from './read-post.ts';

/** What the room's routes work with. */
export interface RouteContext {
  rooms: RoomLog;
  files: FileStore;
  clock: Clock;
  t: HttpTexts;
  heartbeatMs: number;
  notices: Notices;
  /** False before start and after stop: then nothing is taken in. */
  isOpen: () => boolean;
  /** Ways to end the streams that are open; see stream-route.ts. */
  streams: Set<() => void>;
}

/**
 * Reads the parts of an address or query; a part given twice is refused.
 * @throws RequestError 400 `request.invalid`
 */
export function readParts<S extends z.ZodType>(schema: S, parts: unknown, t: HttpTexts): z.output<S> {
  const read = schema.safeParse(parts);
  if (read.success) return read.data;
  throw new RequestError(400, 'request.invalid', t('request.invalid', { field: badField(read.error) }));
}

/** A whole number written in digits. */
export const digits = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().int().min(least).max(most));

const roomSchema = z.object({ room: z.string().min(1).max(200) });

/** The room of the address. */
export const roomOf = (request: FastifyRequest, t: HttpTexts): string => readParts(roomSchema, request.params, t).room;
