import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import type { CliTexts } from '../texts.ts';

const roomsSchema = z.array(z.object({ id: z.string(), unit: z.string() }));
const membersSchema = z.array(z.object({ key: z.string(), role: z.string() }));
const messagesSchema = z.array(z.object({ id: z.number(), from: z.string(), replyTo: z.number().nullish() }));
const postedSchema = z.object({ id: z.number() });
const refusedSchema = z.object({ error: z.object({ code: z.string() }) });
const submissionsSchema = z.array(z.object({ number: z.string() }));
const pointsSchema = z.object({ totals: z.array(z.object({ counted: z.number() })) });

/** What became of a post. later: not taken for the moment, or no answer came; the same post may be sent again. */
export type Posted =
  { kind: 'sent'; id: number } | { kind: 'refused'; code: string } | { kind: 'later'; waitMs: number };

/** How much the unit has received and given. */
export interface Tally {
  submissions: number;
  points: number;
}

/** The doors of the web room that a replay needs. */
export interface ReplayRoom {
  unit: string;
  /** Members to speak as, in a fixed order: ordinary members and candidates when there are any. */
  speakers: readonly string[];
  post(message: { from: string; text: string; key: string }): Promise<Posted>;
  /** True when the room holds this message. */
  holds(id: number): Promise<boolean>;
  /** Id of the newest message, 0 when there is none. */
  newest(): Promise<number>;
  /** Of these messages, how many the bot has answered by quoting them; the room is read from `since` on. */
  countAnswered(ids: ReadonlySet<number>, since: number): Promise<number>;
  /** null when the unit cannot be read just now. */
  tally(): Promise<Tally | null>;
}

const timeoutMs = 30_000;

async function getJson(url: string): Promise<{ status: number; body: unknown } | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.status, body: await answer.json() };
  } catch (error) {
    if (isNetworkError(error)) return null;
    throw error;
  }
}

/** fetch reports a lost connection as TypeError, a timeout as DOMException, and a body that is no JSON as SyntaxError. */
const isNetworkError = (error: unknown) =>
  error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException;

/** @throws AppError `replay.no_server` | `replay.no_room` | `replay.no_members` | `replay.bad_answer` */
export async function openReplayRoom(url: string, room: string, t: CliTexts): Promise<ReplayRoom> {
  const list = await getJson(`${url}/api/rooms`);
  if (!list) throw new AppError('replay.no_server', t('replay.no_server', { url }));
  const rooms = readAs(roomsSchema, list.body, url, t);
  const found = rooms.find(({ id }) => id === room);
  if (!found) {
    const known = rooms.map(({ id }) => id).join('、');
    throw new AppError('replay.no_room', t('replay.no_room', { url, room, rooms: known }));
  }
  const base = `${url}/api/rooms/${encodeURIComponent(room)}`;
  const unitBase = `${url}/api/units/${encodeURIComponent(found.unit)}`;
  const members = readAs(membersSchema, (await getJson(`${base}/members`))?.body, url, t);
  const speakers = speakersOf(members);
  if (speakers.length === 0) throw new AppError('replay.no_members', t('replay.no_members', { room }));
  return {
    unit: found.unit,
    speakers,
    post: (message) => post(`${base}/messages`, message),
    async holds(id) {
      const [message] = await messagesAfter(base, id - 1);
      return message?.id === id && message.from !== 'bot';
    },
    newest: () => newest(async (after) => (await messagesAfter(base, after)).length > 0),
    countAnswered: (ids, since) => countAnswered(base, ids, since),
    tally: () => tally(unitBase),
  };
}

function readAs<S extends z.ZodType>(schema: S, body: unknown, url: string, t: CliTexts): z.output<S> {
  const read = schema.safeParse(body);
  if (!read.success) throw new AppError('replay.bad_answer', t('replay.bad_answer', { url }));
  return read.data;
}

function speakersOf(members: z.output<typeof membersSchema>): string[] {
  const ordinary = members.filter(({ role }) => role === 'member' || role === 'candidate');
  return (ordinary.length > 0 ? ordinary : members).map(({ key }) => key).toSorted();
}

async function post(url: string, message: object): Promise<Posted> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return postedOf(answer.status, Number(answer.headers.get('retry-after')), await answer.json());
  } catch (error) {
    if (isNetworkError(error)) return { kind: 'later', waitMs: 0 };
    throw error;
  }
}

function postedOf(status: number, retryAfter: number, body: unknown): Posted {
  const posted = status === 201 ? postedSchema.safeParse(body) : null;
  if (posted?.success) return { kind: 'sent', id: posted.data.id };
  if (status >= 400 && status < 500 && status !== 429) {
    const refused = refusedSchema.safeParse(body);
    return { kind: 'refused', code: `${status} ${refused.success ? refused.data.error.code : ''}`.trim() };
  }
  return { kind: 'later', waitMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : 0 };
}

async function messagesAfter(base: string, after: number, limit = 1): Promise<z.output<typeof messagesSchema>> {
  const page = messagesSchema.safeParse((await getJson(`${base}/messages?after=${after}&limit=${limit}`))?.body);
  return page.success ? page.data : [];
}

async function countAnswered(base: string, ids: ReadonlySet<number>, since: number): Promise<number> {
  const answered = new Set<number>();
  for (let after = since; ;) {
    const page = await messagesAfter(base, after, 1000);
    const last = page.at(-1);
    if (!last) return answered.size;
    for (const { from, replyTo } of page)
      if (from === 'bot' && replyTo != null && ids.has(replyTo)) answered.add(replyTo);
    after = last.id;
  }
}

/** The doors list messages from the oldest on, so the newest is searched by halves: 31 small questions at most. */
async function newest(anyAfter: (id: number) => Promise<boolean>): Promise<number> {
  let below = 0;
  let above = 2 ** 31 - 1;
  if (!(await anyAfter(0))) return 0;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (await anyAfter(middle)) below = middle;
    else above = middle;
  }
  return above;
}

async function tally(base: string): Promise<Tally | null> {
  const submissions = submissionsSchema.safeParse((await getJson(`${base}/submissions`))?.body);
  const points = pointsSchema.safeParse((await getJson(`${base}/points`))?.body);
  if (!submissions.success || !points.success) return null;
  return {
    submissions: submissions.data.length,
    points: points.data.totals.reduce((sum, { counted }) => sum + counted, 0),
  };
}
