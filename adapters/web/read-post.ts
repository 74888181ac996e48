import { z } from 'zod';
import type { RoomPost } from '../../src/chat/room/room-log.ts';
import { cleanText, foldText } from '../../src/lib/text.ts';
import { RequestError } from '../shared/http-errors.ts';
import type { HttpTexts } from '../shared/texts.ts';

/** Most characters (code points) of one message; longer texts belong into a file. */
const longestText = 20_000;
const mostFiles = 9;
/** Ids are PostgreSQL integers. */
export const largestId = 2 ** 31 - 1;

const idSchema = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,10}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(1).max(largestId));

export const attachmentSchema = z.object({
  name: z.string().max(2000),
  type: z.string().max(200).default(''),
  base64: z.string(),
});

/** Fields we do not know (a forged `role`, say) mean nothing. */
const postSchema = z.object({
  from: z.string().min(1).max(100),
  text: z.string().default(''),
  replyTo: idSchema.nullish(),
  attachments: z.array(attachmentSchema).nullish(),
  /** Data of a pressed button, at most what Button.action may hold. */
  action: z.string().min(1).max(64).nullish(),
  key: z.string().min(1).max(200).nullish(),
});

export interface ReadPost {
  post: Omit<RoomPost, 'files'>;
  attachments: readonly z.output<typeof attachmentSchema>[];
}

/** The first field that does not fit, by its path; never its value. */
export function badField(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') || 'body';
}

/**
 * Reads the body of a post. NUL and lone surrogates are cleaned away, white space alone counts as nothing.
 * @throws RequestError 400 `request.invalid` | `text.empty`, 413 `text.too_long` | `file.too_many`
 */
export function readPost(room: string, body: unknown, t: HttpTexts): ReadPost {
  const read = postSchema.safeParse(body);
  if (!read.success) {
    throw new RequestError(400, 'request.invalid', t('request.invalid', { field: badField(read.error) }));
  }
  const { from, replyTo, action, key } = read.data;
  if (action != null && replyTo == null) {
    throw new RequestError(400, 'request.invalid', t('request.invalid', { field: 'replyTo' }));
  }
  const attachments = action == null ? (read.data.attachments ?? []) : [];
  const text = action == null ? cleanText(read.data.text) : '';
  requireFitting(text, attachments.length, t);
  if (action == null && attachments.length === 0 && foldText(text) === '') {
    throw new RequestError(400, 'text.empty', t('text.empty'));
  }
  const post = {
    room,
    from: cleanText(from),
    text,
    ...(replyTo == null ? {} : { replyTo }),
    ...(action == null ? {} : { action: cleanText(action) }),
    ...(key == null ? {} : { key: cleanText(key) }),
  };
  return { post, attachments };
}

function requireFitting(text: string, files: number, t: HttpTexts): void {
  const count = text.length > longestText ? Array.from(text).length : text.length;
  if (count > longestText) {
    throw new RequestError(413, 'text.too_long', t('text.too_long', { count, limit: longestText }));
  }
  if (files > mostFiles) throw new RequestError(413, 'file.too_many', t('file.too_many', { limit: mostFiles }));
}
