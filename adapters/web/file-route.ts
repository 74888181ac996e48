import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../src/lib/errors.ts';
import { contentDisposition, displayFileName } from '../shared/file-name.ts';
import { pictureType } from '../shared/media-type.ts';
import { readParts, type RouteContext } from './route-context.ts';

const parts = z.object({
  room: z.string().min(1).max(200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
});

/** A file of the room. Pictures are shown in the page; everything else is only ever saved, whatever it calls itself. */
export function fileRoute(server: FastifyInstance, { rooms, files, t }: RouteContext): void {
  server.get('/api/rooms/:room/files/:sha256/:name', async (request, reply) => {
    const { room, sha256, name } = readParts(parts, request.params, t);
    if (!(await rooms.hasFile(room, sha256))) throw new AppError('file.missing', 'the room has no such file');
    const bytes = await files.read(sha256);
    const picture = pictureType(bytes);
    return reply
      .headers({
        'content-type': picture ?? 'application/octet-stream',
        'content-disposition': contentDisposition(picture ? 'inline' : 'attachment', displayFileName(name)),
        'cache-control': 'private, max-age=31536000, immutable',
      })
      .send(bytes);
  });
}
