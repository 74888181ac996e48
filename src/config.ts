import { z } from 'zod';
import { AppError } from './lib/errors.ts';
import { isLoopback } from './lib/loopback.ts';

/** An environment variable set to nothing, or to white space, counts as unset. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    (value) =>
      typeof value === 'string' && value.trim() === '' ? undefined : typeof value === 'string' ? value.trim() : value,
    schema.optional(),
  );

const isZone = (zone: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const address = (schemes: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
    error: `must be an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  });

/** Every setting, with its default. The README's table and .env.example are held against this by tests. */
export const configSchema = z.object({
  DATA_DIR: optional(z.string()).transform((value) => value ?? './data'),
  DATABASE_URL: optional(address(['postgresql:', 'postgres:'])),
  REDIS_URL: optional(address(['redis:', 'rediss:'])),
  HOST: optional(z.string()).transform((value) => value ?? '127.0.0.1'),
  PORT: optional(
    z.coerce
      .number({ error: 'must be a port number, 0 to 65535' })
      .int({ error: 'must be a whole port number' })
      .min(0, { error: 'must be 0 to 65535' })
      .max(65535, { error: 'must be 0 to 65535' }),
  ).transform((value) => value ?? 3000),
  WEB_ROOM: optional(z.enum(['on', 'off'], { error: 'must be on or off' })).transform((value) => value ?? 'on'),
  TELEGRAM_BOT_TOKEN: optional(
    z.string().regex(/^\d+:[\w-]{3,}$/, { error: 'must look like 123456:ABC…, as @BotFather gave it' }),
  ),
  TELEGRAM_API_ROOT: optional(address(['https:', 'http:'])),
  TELEGRAM_WEBHOOK_URL: optional(address(['https:', 'http:'])),
  TELEGRAM_WEBHOOK_SECRET: optional(
    z.string().regex(/^[\w-]{16,256}$/, { error: 'must be 16 to 256 letters, digits, _ or -' }),
  ),
  OPENAI_API_KEY: optional(z.string()),
  OPENAI_BASE_URL: optional(address(['https:', 'http:'])),
  OPENAI_MODEL: optional(z.string()),
  TIMEZONE: optional(z.string().refine(isZone, { error: 'must be an IANA zone such as Asia/Shanghai' })).transform(
    (value) => value ?? 'Asia/Shanghai',
  ),
  LOCALE: optional(z.enum(['zh-CN', 'en'], { error: 'must be zh-CN or en' })).transform((value) => value ?? 'zh-CN'),
  LOG_LEVEL: optional(
    z.enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' }),
  ).transform((value) => value ?? 'info'),
});

export type Config = z.output<typeof configSchema>;

/** A rule between settings: the setting it is told under, and what is wrong with its cure; null = fine. */
type Rule = (config: Config) => readonly [keyof Config, string] | null;

const rules: readonly Rule[] = [
  (c) =>
    c.WEB_ROOM === 'on' && !isLoopback(c.HOST)
      ? [
          'HOST',
          'the web room lets anybody speak as any member, so it only listens on 127.0.0.1; set WEB_ROOM=off to open another address',
        ]
      : null,
  (c) =>
    c.TELEGRAM_WEBHOOK_URL && !c.TELEGRAM_BOT_TOKEN
      ? ['TELEGRAM_BOT_TOKEN', 'is needed for TELEGRAM_WEBHOOK_URL']
      : null,
  (c) =>
    c.TELEGRAM_WEBHOOK_URL && !c.TELEGRAM_WEBHOOK_SECRET
      ? [
          'TELEGRAM_WEBHOOK_SECRET',
          'is needed for TELEGRAM_WEBHOOK_URL: without it anybody could send the bot messages',
        ]
      : null,
  (c) =>
    (c.OPENAI_API_KEY || c.OPENAI_BASE_URL) && !c.OPENAI_MODEL
      ? ['OPENAI_MODEL', 'is needed with OPENAI_API_KEY or OPENAI_BASE_URL: the name of the model that drafts']
      : null,
  (c) =>
    c.OPENAI_MODEL && !c.OPENAI_API_KEY
      ? ['OPENAI_API_KEY', 'is needed with OPENAI_MODEL (any word will do for a local server that asks for none)']
      : null,
];

/** A password as written and as meant; a bare % in it is taken as it stands. */
function passwordsOf(url: string): string[] {
  const { password } = new URL(url);
  const broken = /%(?![0-9a-f]{2})/i.test(password);
  return [...new Set(broken ? [password] : [password, decodeURIComponent(password)])];
}

/** Secrets by value, for the logger to mask. */
export function secretsOf(config: Config): string[] {
  const passwords = [config.DATABASE_URL, config.REDIS_URL].flatMap((url) => (url ? passwordsOf(url) : []));
  return [config.TELEGRAM_BOT_TOKEN, config.TELEGRAM_WEBHOOK_SECRET, config.OPENAI_API_KEY, ...passwords].filter(
    (secret): secret is string => secret !== undefined && secret !== '',
  );
}

/**
 * Reads the environment. Pure.
 * @throws AppError `config.invalid` that lists every fault with its cure; values are not repeated, they may be secrets.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = configSchema.safeParse(environment);
  const faults = parsed.success
    ? rules.flatMap((rule) => {
        const fault = rule(parsed.data);
        return fault ? [`${fault[0]}: ${fault[1]}`] : [];
      })
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new AppError(
    'config.invalid',
    `These settings need mending:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
  );
}
