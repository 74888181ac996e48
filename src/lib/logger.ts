import { pino } from 'pino';
import { createMask } from './mask-secrets.ts';

/** The part of a logger that our code uses. Fields are ids, codes and figures; never members' text or secrets. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** JSON lines on standard error. Every occurrence of one of `secrets` is masked, wherever it stands in a line. */
export function createLogger(options: { level: string; secrets: readonly string[] }): Logger {
  const hide = createMask(options.secrets);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => process.stderr.write(hide(line)) },
  );
}

/** A logger that says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
