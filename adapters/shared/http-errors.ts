import { AppError } from '../../src/lib/errors.ts';
import type { HttpTexts } from './texts.ts';

/** The only codes our doors answer refusals with. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 429 | 503;

/** A refusal that was worded where it was found. `answer` is shown to the person. */
export class RequestError extends AppError {
  readonly status: RefusalStatus;
  readonly answer: string;

  constructor(status: RefusalStatus, code: string, answer: string) {
    super(code, `request refused: ${code}`, { transient: status === 429 || status === 503 });
    this.status = status;
    this.answer = answer;
  }
}

export interface Refusal {
  status: RefusalStatus;
  code: string;
  message: string;
}

/** Seconds that a caller is asked to wait after 429 and 503. */
export const retryAfterSeconds = 2;

/** Errors of the core that a caller can mend, by their code. */
const known = {
  'room.not_found': 404,
  'member.not_in_room': 403,
  'message.not_found': 404,
  'unit.not_found': 404,
  'activity.not_found': 404,
  'draft.not_found': 404,
  'file.missing': 404,
  'file.damaged': 503,
} as const satisfies Record<string, RefusalStatus>;

const isKnown = (code: string): code is keyof typeof known => Object.hasOwn(known, code);

/** Fastify's and Node's refusals, by their stable codes. */
const ofServer = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body.too_large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [400, 'body.not_json'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'body.not_json'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'body.not_json'],
  ERR_HTTP_REQUEST_TIMEOUT: [400, 'request.timeout'],
} as const;

const isOfServer = (code: string): code is keyof typeof ofServer => Object.hasOwn(ofServer, code);

const field = (error: unknown, name: 'code' | 'statusCode'): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

/** What a caller is told about anything thrown. Says nothing of what went on inside. */
export function refusalOf(error: unknown, t: HttpTexts): Refusal {
  if (error instanceof RequestError) return { status: error.status, code: error.code, message: error.answer };
  if (error instanceof AppError) {
    if (isKnown(error.code)) return { status: known[error.code], code: error.code, message: t(error.code) };
    if (error.transient) return { status: 503, code: 'server.busy', message: t('server.busy') };
  }
  const code = String(field(error, 'code'));
  if (isOfServer(code)) {
    const [status, key] = ofServer[code];
    return { status, code: key, message: t(key) };
  }
  const status = field(error, 'statusCode');
  if (error instanceof SyntaxError && status === 400) {
    return { status, code: 'body.not_json', message: t('body.not_json') };
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status: 400, code: 'request.malformed', message: t('request.malformed') };
  }
  return { status: 503, code: 'internal', message: t('internal') };
}
