import { z } from 'zod';
import { SendError } from '../../../src/chat/chat-adapter.ts';
import { errorCode } from '../../../src/lib/errors.ts';
import { tellsOfRate } from './read-warning.ts';

/** Milliseconds that the account rests after WeChat's warning. Going on is what accounts are blocked for. */
export const restAfterWarningMs = 30 * 60_000;

/** Answers of the web protocol (`BaseResponse.Ret`); not documented, known from its clients. */
const webAnswers = { tooOften: [1205], loggedOut: [1100, 1101, 1102] } as const;

/** Status codes of gRPC, by which puppets behind a gateway answer (grpc.io/docs/guides/status-codes). */
const grpc = {
  notMade: [3, 5, 9, 11],
  tooOften: [8],
  notSupported: [12],
  notUs: [7, 16],
  away: [14],
} as const;

/** System codes that only appear before a request could be written. */
const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d{1,6}$/)
    .transform(Number),
]);
const webAnswer = z.object({ response: z.object({ data: z.object({ BaseResponse: z.object({ Ret: number }) }) }) });
const grpcStatus = z.object({ code: z.int().min(1).max(16), details: z.string() });
const cause = z.object({ cause: z.unknown() });

/**
 * Says what became of a call. An answer of WeChat is definite; so is a connection that never stood. Everything else
 * (reset, time-out, a puppet's own fault) is unknown.
 *
 * The puppet's error is not kept as `cause`: it can hold members' words and the login's keys.
 */
export function mapError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  const known = mapKnown(error) ?? mapKnown(cause.safeParse(error).data?.cause);
  if (known) return known;
  const code = errorCode(error);
  return new SendError('wechat.no_answer', `the puppet’s answer never came (${code})`, { outcome: 'unknown' });
}

function mapKnown(error: unknown): SendError | null {
  const web = webAnswer.safeParse(error).data;
  if (web) return mapWebAnswer(web.response.data.BaseResponse.Ret);
  // WeChat has no number for it that every puppet passes on, so the words are read, against the rule.
  if (error instanceof Error && tellsOfRate(error.message)) return tooOften();
  const status = grpcStatus.safeParse(error).data;
  if (status) return mapStatus(status);
  if (error instanceof Error && isLoggedOut(error)) return loggedOut();
  const code = errorCode(error);
  if (!beforeSending.has(code)) return null;
  return refused('unreachable', `no connection to WeChat (${code})`, { everywhere: true });
}

function mapWebAnswer(answer: number): SendError {
  const is = (known: readonly number[]) => known.includes(answer);
  if (is(webAnswers.tooOften)) return tooOften();
  if (is(webAnswers.loggedOut)) return loggedOut();
  return refused('answered', `WeChat answered ${answer}`);
}

function mapStatus({ code, details }: z.output<typeof grpcStatus>): SendError | null {
  const is = (known: readonly number[]) => known.includes(code);
  if (is(grpc.tooOften) || tellsOfRate(details)) return tooOften();
  if (is(grpc.notUs)) return refused('token_refused', 'the gateway does not take our token', { everywhere: true });
  if (is(grpc.notMade)) return refused('bad_request', `the gateway answered ${code}`, { permanent: true });
  if (is(grpc.notSupported)) return refused('not_supported', 'the puppet cannot send this', { permanent: true });
  // One status for both; only the words tell a connection that never stood from one that broke.
  if (!is(grpc.away) || !/^No connection established|^Name resolution failed|ECONNREFUSED/.test(details)) return null;
  return refused('unreachable', 'no connection to the gateway', { everywhere: true });
}

/** wechat4u throws a class of its own; its base class is not exported to us, and its name is minified to Error. */
const isLoggedOut = ({ name, message, constructor }: Error) =>
  name === 'AlreadyLogoutError' || constructor.name === 'AlreadyLogoutError' || /^not logged in\b/.test(message);

/** For the whole account, which the adapter keeps; the outbox learns how long. */
export const tooOften = (retryAfterMs: number = restAfterWarningMs): SendError =>
  refused('too_fast', 'WeChat says that messages come too often', { retryAfterMs });

const loggedOut = () => refused('logged_out', 'our account is not logged in', { everywhere: true });

const refused = (
  name: string,
  message: string,
  more: { permanent?: boolean; retryAfterMs?: number; everywhere?: boolean } = {},
) => new SendError(`wechat.${name}`, message, { outcome: 'refused', ...more });
