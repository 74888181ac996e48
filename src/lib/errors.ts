/** What an error needs beside its message. */
export interface AppErrorOptions {
  /** The error that led to this one. */
  cause?: unknown;
  /** True when the same call may go through later. Default false. */
  transient?: boolean;
  /** A locale key of a text that may be shown to people. */
  userMessage?: string;
}

/** Root of our own errors. `code` is stable and safe to log; `message` is for operators and holds no members' text. */
export class AppError extends Error {
  readonly code: string;
  readonly transient: boolean;
  readonly userMessage: string | undefined;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.transient = options.transient ?? false;
    this.userMessage = options.userMessage;
  }
}

/** A stable, loggable code for anything thrown: our code, a system or SQL code, else the class name. */
export function errorCode(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (error instanceof Error) {
    const code: unknown = 'code' in error ? error.code : undefined;
    return typeof code === 'string' || typeof code === 'number' ? String(code) : error.name;
  }
  return 'unknown';
}
