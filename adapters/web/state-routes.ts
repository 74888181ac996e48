import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ReadingState } from '../../src/chat/reading-state.ts';
import { contentDisposition, displayFileName } from '../shared/file-name.ts';
import type { HttpTexts } from '../shared/texts.ts';
import { largestId } from './read-post.ts';
import { digits, readParts } from './route-context.ts';

const unitParts = z.object({ unit: z.string().min(1).max(100) });
const idParts = z.object({ id: digits(1, largestId) });
const yearQuery = z.object({ year: digits(1900, 2200).optional() });

/** The doors that only read: what the unit's submissions, activities, points and drafts are at this moment. */
export function stateRoutes(server: FastifyInstance, state: ReadingState, t: HttpTexts): void {
  const unitOf = (request: FastifyRequest) => readParts(unitParts, request.params, t).unit;
  const idOf = (request: FastifyRequest) => readParts(idParts, request.params, t).id;

  server.get('/api/units/:unit/submissions', async (request) => state.submissions(unitOf(request)));
  server.get('/api/units/:unit/activities', async (request) => state.activities(unitOf(request)));
  server.get('/api/units/:unit/points', async (request) =>
    state.points(unitOf(request), readParts(yearQuery, request.query, t).year),
  );
  server.get('/api/units/:unit/drafts', async (request) => state.drafts(unitOf(request)));
  server.get('/api/activities/:id/roll', async (request) => state.roll(idOf(request)));
  server.get('/api/drafts/:id', async (request) => state.draft(idOf(request)));
  server.get('/api/drafts/:id/document.docx', async (request, reply) => {
    const { name, type, bytes } = await state.document(idOf(request));
    return reply
      .headers({ 'content-type': type, 'content-disposition': contentDisposition('attachment', displayFileName(name)) })
      .send(bytes);
  });
}
