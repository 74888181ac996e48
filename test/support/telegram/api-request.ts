import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

/** A file as it came in a form. */
export interface UploadedFile {
  name: string;
  bytes: Buffer;
}

/** Parameters of one call; numbers, booleans and objects of a form are read back from their text. */
export type ApiParams = Readonly<Record<string, unknown>>;

export const uploadedFile = z.object({ name: z.string(), bytes: z.instanceof(Buffer) });

/** Form fields that are words even when they look like a number or JSON. */
const wordFields: ReadonlySet<string> = new Set([
  'text',
  'caption',
  'question',
  'url',
  'secret_token',
  'callback_query_id',
  'file_id',
]);

/** Reads JSON or multipart/form-data. @throws SyntaxError | TypeError for a body that is neither */
export async function readParams(request: IncomingMessage): Promise<ApiParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    return bytes.length === 0 ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.toString('utf8')));
  }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const params: Record<string, unknown> = {};
  for (const [name, value] of form) {
    // The name of the method is repeated in telegraf's forms; the Bot API allows that.
    if (name === 'method') continue;
    params[name] = typeof value === 'string' ? readField(name, value) : await readUpload(value);
  }
  return params;
}

const readUpload = async (file: File): Promise<UploadedFile> => ({
  name: file.name,
  bytes: Buffer.from(await file.arrayBuffer()),
});

function readField(name: string, value: string): unknown {
  if (wordFields.has(name)) return value;
  return /^(-?\d+|true|false|[{[].*)$/s.test(value) ? JSON.parse(value) : value;
}
