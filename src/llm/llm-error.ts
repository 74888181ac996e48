import { AppError } from '../lib/errors.ts';

/** What can go wrong with a model, whether waiting helps, and the text that tells a person. */
const kinds = {
  'llm.unreachable': { transient: true, userMessage: 'modelUnreachable' },
  'llm.timeout': { transient: true, userMessage: 'modelTimeout' },
  'llm.rate_limited': { transient: true, userMessage: 'modelBusy' },
  'llm.server_error': { transient: true, userMessage: 'modelBusy' },
  'llm.stopped': { transient: true, userMessage: 'modelStopped' },
  'llm.quota': { transient: false, userMessage: 'modelQuota' },
  'llm.unauthorized': { transient: false, userMessage: 'modelKey' },
  'llm.not_found': { transient: false, userMessage: 'modelAddress' },
  'llm.bad_request': { transient: false, userMessage: 'modelRejected' },
  'llm.not_an_answer': { transient: false, userMessage: 'modelAddress' },
  'llm.truncated': { transient: false, userMessage: 'modelTruncated' },
  'llm.refused': { transient: false, userMessage: 'modelRefused' },
  'llm.empty': { transient: false, userMessage: 'modelUnreadable' },
  'llm.unreadable': { transient: false, userMessage: 'modelUnreadable' },
  'llm.personal_data': { transient: false, userMessage: 'modelPersonalData' },
  'llm.prompt_too_long': { transient: false, userMessage: 'modelTooLong' },
  'llm.calls_spent': { transient: false, userMessage: 'modelCallsSpent' },
} as const satisfies Record<string, { transient: boolean; userMessage: string }>;

export type LlmErrorCode = keyof typeof kinds;
export type LlmUserMessage = (typeof kinds)[LlmErrorCode]['userMessage'];

/** A model call that led to nothing. `message` never holds what was sent or answered. */
export class LlmError extends AppError {
  override readonly code: LlmErrorCode;
  override readonly userMessage: LlmUserMessage;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: LlmErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    const { transient, userMessage } = kinds[code];
    super(code, message, { cause: options.cause, transient, userMessage });
    this.code = code;
    this.userMessage = userMessage;
    this.retryAfterMs = options.retryAfterMs;
  }
}
