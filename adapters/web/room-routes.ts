import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequestError } from '../shared/http-errors.ts';
import { keepAttachments, largestPost } from './keep-attachments.ts';
import { viewOf } from './message-view.ts';
import { createPostingLimit } from './posting-limit.ts';
import { largestId, readPost } from './read-post.ts';
import { digits, readParts, roomOf, type RouteContext } from './route-context.ts';

/** Also the number without `limit`: a reader who asks once gets a whole busy day. */
const mostListed = 5000;

const listQuery = z.object({
  after: digits(0, largestId).default(0),
  limit: digits(1, mostListed).default(mostListed),
});

/** Rooms, their members, and what is said in them. */
export function roomRoutes(server: FastifyInstance, context: RouteContext): void {
  const { rooms, t } = context;
  const limit = createPostingLimit();

  server.get('/api/rooms', async () => rooms.rooms());

  server.get('/api/rooms/:room/members', async (request) => rooms.members(roomOf(request, t)));

  server.get('/api/rooms/:room/messages', async (request) => {
    const room = roomOf(request, t);
    const query = readParts(listQuery, request.query, t);
    return (await rooms.list(room, query.after, query.limit)).map((entry) => viewOf(room, entry));
  });

  server.post('/api/rooms/:room/messages', {
    bodyLimit: largestPost,
    onRequest: async (request, reply) => {
      if (!context.isOpen()) throw new RequestError(503, 'server.stopping', t('server.stopping'));
      const length = request.headers['content-length'];
      const leave = limit.enter(length === undefined ? undefined : Number(length));
      if (!leave) throw new RequestError(429, 'posts.too_many', t('posts.too_many'));
      reply.raw.once('close', leave);
    },
    handler: (request, reply) => takePost(context, request, reply),
  });
}

/** Answers only once the post is committed. */
async function takePost(context: RouteContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, files, t } = context;
  const room = roomOf(request, t);
  const { post, attachments } = readPost(room, request.body, t);
  if (attachments.length > 0) await requireMember(context, room, post.from);
  const kept = await keepAttachments(files, attachments, t);
  const { id } = await rooms.post({ ...post, files: kept });
  return reply.code(201).send({ id });
}

/** Whoever may not speak leaves no files behind either. */
async function requireMember({ rooms, t }: RouteContext, room: string, key: string): Promise<void> {
  const members = await rooms.members(room);
  if (!members.some((member) => member.key === key)) {
    throw new RequestError(403, 'member.not_in_room', t('member.not_in_room'));
  }
}
