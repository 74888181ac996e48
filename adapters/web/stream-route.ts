import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { RequestError } from '../shared/http-errors.ts';
import { largestId } from './read-post.ts';
import { roomStream } from './room-stream.ts';
import { digits, readParts, roomOf, type RouteContext } from './route-context.ts';

const mostStreams = 200;

const streamQuery = z.object({ after: digits(0, largestId).default(0) });
const streamHeaders = z.object({ 'last-event-id': digits(0, largestId).optional() });

/** Milliseconds that a reader who does not read is given when the door closes, before the line is cut. */
const graceMs = 500;

/** `GET /api/rooms/:room/stream?after=`: where a reader comes back, Last-Event-ID goes before `after`. */
export function streamRoute(server: FastifyInstance, context: RouteContext): void {
  const { rooms, clock, heartbeatMs, notices, streams, t } = context;

  server.get('/api/rooms/:room/stream', { exposeHeadRoute: false }, async (request, reply) => {
    const room = roomOf(request, t);
    const after = afterOf(request, t);
    await rooms.list(room, after, 1);
    if (streams.size >= mostStreams) throw new RequestError(429, 'streams.too_many', t('streams.too_many'));
    const signal = openStream(streams, reply);
    const events = roomStream({ rooms, clock, room, after, heartbeatMs, notices, signal });
    return reply
      .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      .send(Readable.from(events, { objectMode: false }));
  });
}

/** @returns the signal that ends the stream: the reader has gone, or the door closes */
function openStream(streams: Set<() => void>, reply: FastifyReply): AbortSignal {
  const over = new AbortController();
  const end = () => {
    over.abort();
    setTimeout(() => reply.raw.destroy(), graceMs).unref();
  };
  streams.add(end);
  reply.raw.once('close', () => {
    streams.delete(end);
    over.abort();
  });
  return over.signal;
}

function afterOf(request: FastifyRequest, t: RouteContext['t']): number {
  const query = readParts(streamQuery, request.query, t);
  return readParts(streamHeaders, request.headers, t)['last-event-id'] ?? query.after;
}
